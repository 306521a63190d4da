using Grpc.Core;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Contract;
using Ledger.Server.Programs;
using Npgsql;

namespace Ledger.Server.Authority.Callers;

/// <summary>Changes callers that are there: their places, and whether they are let in.</summary>
internal sealed class CallerChanges(GuardedChange change, Askers askers, ProgramBook programs)
{
    private const string Service = "ledger.v1.Callers";
    private const int ReasonMaxLength = 128;

    public async Task<V1.AuthorityChange> RevokeAsync(V1.RevokeCallerRequest request, ServerCallContext context)
    {
        var reason = Reason(request.Reason);
        var caller = await askers.FindAsync(request.Caller, context.CancellationToken);
        askers.Require(context, $"{Service}/RevokeCaller", caller.Place);
        return await change.MakeAsync(
            "revoke_caller", new { caller = caller.Number }, $"caller {caller.Number} \"{caller.Name}\" is revoked{reason}", context);
    }

    public async Task<V1.AuthorityChange> RevokeAsync(V1.RevokeCredentialRequest request, ServerCallContext context)
    {
        var reason = Reason(request.Reason);
        var check = new Violations();
        if (request.Key.Length != 32) check.Add("key", $"must have 32 bytes, not {request.Key.Length}", "LENGTH");
        check.ThrowIfAny();
        if (askers.Known.Credential(request.Key.Span) is null) await askers.LookAsync(context.CancellationToken);
        var credential = askers.Known.Credential(request.Key.Span) ?? throw Problems.ToException(
            Problems.NotFound("key", "is of no caller", "UNKNOWN_CREDENTIAL"));
        var caller = await askers.FindAsync(credential.Caller, context.CancellationToken);
        askers.Require(context, $"{Service}/RevokeCredential", caller.Place);
        return await change.MakeAsync(
            "revoke_credential", new { key = credential.Key },
            $"credential {credential.Serial} of caller {caller.Number} is revoked{reason}", context);
    }

    public async Task<V1.AuthorityChange> MoveAsync(V1.MoveTerminalRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("store", request.Store, 1, int.MaxValue);
        check.Range("terminal", request.Terminal, 1, int.MaxValue);
        check.ThrowIfAny();
        var caller = await askers.FindAsync(request.Caller, context.CancellationToken);
        askers.Require(context, $"{Service}/MoveTerminal", caller.Place);
        askers.Require(context, $"{Service}/MoveTerminal", Place.OfStore(programs, request.Store, request.Terminal));
        if (!programs.TryGetStore(request.Store, out _)) throw Problems.ToException(Problems.UnknownStore(request.Store));
        if (caller.Kind != CallerKind.Terminal)
            throw Problems.ToException(Problems.Invalid("caller", "is no terminal", "NOT_ALLOWED"));
        var place = new
        {
            caller = caller.Number, store = request.Store, terminal = request.Terminal,
            name = CallerMaking.NameOf(request.Store, request.Terminal),
        };
        var what = $"caller {caller.Number} moves from {caller.Place} to store {request.Store}, terminal {request.Terminal}";
        try
        {
            return await change.MakeAsync("move_terminal", place, what, context);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "caller_one_terminal_a_place")
        {
            throw CallerMaking.PlaceTaken(what);
        }
    }

    /// <summary>Why something was done, as it is noted behind it.</summary>
    internal static string Reason(string reason)
    {
        var check = new Violations();
        check.Text("reason", reason, 0, ReasonMaxLength);
        check.ThrowIfAny();
        return reason.Length > 0 ? $": {reason}" : "";
    }
}
