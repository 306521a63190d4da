using Dapper;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;
using Ledger.Server.Programs;

namespace Ledger.Server.Authority.Callers;

/// <summary>The versions of the policy: which one is in force, and how another one comes to be.</summary>
internal sealed class PolicyVersions(LedgerDatabase database, Askers askers)
{
    public async Task<V1.PolicyVersion> GetAsync(V1.GetPolicyRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("version", request.Version, 0, int.MaxValue);
        check.ThrowIfAny();
        var version = request.Version > 0 ? request.Version : askers.Known.Look.PolicyVersion;
        if (version == 0) return new V1.PolicyVersion { Document = PolicyDocument.Shipped.Text };
        await using var connection = await database.Queries.OpenConnectionAsync(context.CancellationToken);
        var held = await connection.QuerySingleOrDefaultAsync<HeldPolicy>(new CommandDefinition(
            SqlText.Read("policy_version"), new { version }, cancellationToken: context.CancellationToken));
        return held is not null ? CallerWords.Policy(held) : throw Problems.ToException(
            Problems.NotFound("version", $"there is no version {version} of the policy", "UNKNOWN_VERSION"));
    }

    public static V1.PolicyVerdict Check(V1.CheckPolicyRequest request)
    {
        var verdict = new V1.PolicyVerdict();
        verdict.Mistakes.AddRange(MistakesIn(request.Document));
        return verdict;
    }

    public async Task<V1.PolicyVersion> ActivateAsync(V1.ActivatePolicyRequest request, ServerCallContext context)
    {
        askers.Require(context, "ledger.v1.Callers/ActivatePolicy", Place.Ledger);
        var check = new Violations();
        foreach (var mistake in MistakesIn(request.Document)) check.Add("document", mistake.TrimEnd('.'), "MALFORMED");
        var activeFrom = request.ActiveFrom is { } stated && check.Moment("active_from", stated) ? stated.ToDateTime() : (DateTime?)null;
        check.ThrowIfAny();

        HeldPolicy held;
        await using (var change = await AuthorityTransaction.BeginAsync(database, context.CancellationToken))
        {
            held = (await change.QueryAsync<HeldPolicy>("add_policy", new { activeFrom, document = request.Document })).Single();
            await change.CommitAsync(askers.By(context), $"policy version {held.Version} is in force from {held.ActiveFrom:u} on");
        }
        await askers.LookAsync(context.CancellationToken);
        return CallerWords.Policy(held);
    }

    private static IReadOnlyList<string> MistakesIn(string document)
    {
        try
        {
            PolicyDocument.Parse(PolicyDocument.FileName, document);
            return [];
        }
        catch (ProgramDocumentException wrong)
        {
            return wrong.Mistakes;
        }
    }
}
