using Grpc.Core;
using Ledger.Server.Contract;
using Ledger.Server.Journal;

namespace Ledger.Server.Authority.Callers;

/// <summary>
/// A change of who may do what that leaves somebody who can give rights over the ledger, and nobody who changes rights and posts. Both are
/// looked at before and after, under the lock of all such changes.
/// </summary>
internal sealed class GuardedChange(LedgerDatabase database, Askers askers)
{
    /// <summary>Runs a text and notes what was changed; where nothing had to be, nothing is noted, and the answer's number is 0.</summary>
    public async Task<V1.AuthorityChange> MakeAsync(string text, object parameters, string what, ServerCallContext context)
    {
        V1.AuthorityChange noted;
        await using (var change = await AuthorityTransaction.BeginAsync(database, context.CancellationToken))
        {
            var before = await change.HasAdministratorAsync();
            if (await change.ExecuteAsync(text, parameters) == 0) return new V1.AuthorityChange { What = $"nothing: {what} already" };
            if (before && !await change.HasAdministratorAsync())
                throw Problems.ToException(Problems.NotAsThingsAre(
                    StatusCode.FailedPrecondition, "LAST_ADMINISTRATOR",
                    "Nobody would be left who can give rights over the ledger. Make another administrator first."));
            if (await change.HasMixedRolesAsync()) throw RolesApart();
            noted = await change.CommitAsync(askers.By(context), what);
        }
        await askers.LookAsync(context.CancellationToken);
        return noted;
    }

    /// <summary>Somebody would change rights and post.</summary>
    public static RpcException RolesApart() => Problems.ToException(Problems.NotAsThingsAre(
        StatusCode.FailedPrecondition, "ROLES_APART",
        "Who changes rights posts nothing: admin goes with neither cashier, manager nor finance. Make another caller or operator."));
}
