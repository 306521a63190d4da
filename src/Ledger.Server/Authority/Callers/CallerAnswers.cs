using System.Globalization;
using Dapper;
using Grpc.Core;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;
using Ledger.Server.Programs;

namespace Ledger.Server.Authority.Callers;

/// <summary>What can be asked about callers: which there are, what they may do, what was changed.</summary>
internal sealed class CallerAnswers(LedgerDatabase database, Askers askers, ProgramBook programs)
{
    private const string Service = "ledger.v1.Callers";
    internal const int PageDefault = 100;
    internal const int PageMax = 500;

    public V1.CallerPage List(V1.ListCallersRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("store", request.Store, 0, int.MaxValue);
        check.Range("page_size", request.PageSize, 0, PageMax);
        var after = (int)PageOf(request.Page, int.MaxValue, 0, check);
        check.ThrowIfAny();
        var size = request.PageSize > 0 ? request.PageSize : PageDefault;
        var page = new V1.CallerPage();
        var rights = askers.RightsOf(context);
        foreach (var caller in askers.Known.Callers)
        {
            if (caller.Number <= after || (request.Store != 0 && caller.Store != request.Store)) continue;
            if (rights is not null && !rights.May($"{Service}/ListCallers", caller.Place)) continue;
            if (page.Callers.Count == size)
            {
                page.NextPage = page.Callers[^1].Caller.ToString(CultureInfo.InvariantCulture);
                break;
            }
            page.Callers.Add(CallerWords.Facts(caller));
        }
        return page;
    }

    public async Task<V1.MayAnswer> MayAsync(V1.MayRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("caller", request.Caller, 0, int.MaxValue);
        check.Range("store", request.Store, 0, int.MaxValue);
        check.Range("terminal", request.Terminal, 0, int.MaxValue);
        check.Range("program", request.Program, 0, short.MaxValue);
        var kind = Acts.Kinds.GetValueOrDefault(request.What);
        var call = CallNamed(request.What);
        if (kind == 0 && call is null) check.Add("what", "is neither a kind of operation nor a call", "UNKNOWN_ACT");
        check.ThrowIfAny();

        var rights = askers.RightsOf(context);
        if (request.Caller != 0 && request.Caller != rights?.Caller.Number)
        {
            var other = await askers.FindAsync(request.Caller, context.CancellationToken);
            askers.Require(context, $"{Service}/ListCallers", other.Place);
            rights = new CallerRights(askers.Known, other);
        }
        // Nobody has to prove who he is.
        if (rights is null) return new V1.MayAnswer { Allowed = true };
        return kind != 0 ? MayPost(rights, kind, request) : MayCall(rights, call!, request);
    }

    public async Task<V1.ChangePage> ChangesAsync(V1.ListChangesRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("page_size", request.PageSize, 0, PageMax);
        var before = PageOf(request.Page, long.MaxValue, long.MaxValue, check);
        check.ThrowIfAny();
        askers.Require(context, $"{Service}/ListChanges", Place.Ledger);
        var size = request.PageSize > 0 ? request.PageSize : PageDefault;
        await using var connection = await database.Queries.OpenConnectionAsync(context.CancellationToken);
        var changes = (await connection.QueryAsync<(long Epoch, DateTime At, int Caller, int Operator, string What)>(new CommandDefinition(
            SqlText.Read("changes"), new { before, limit = size + 1 }, cancellationToken: context.CancellationToken))).ToArray();
        var page = new V1.ChangePage();
        page.Changes.AddRange(changes.Take(size).Select(change =>
            CallerWords.Change(change.Epoch, change.At, new ChangedBy(change.Caller, change.Operator), change.What)));
        if (changes.Length > size) page.NextPage = changes[size - 1].Epoch.ToString(CultureInfo.InvariantCulture);
        return page;
    }

    private V1.MayAnswer MayPost(CallerRights rights, int kind, V1.MayRequest request)
    {
        var at = PlaceOf(request);
        var isAllowed = at is { } place
            ? rights.MayPost(kind, place, request.ByNumber)
            : rights.With(kind, "").Any();
        return Answer(rights, isAllowed, kind, "", at, request);
    }

    private V1.MayAnswer MayCall(CallerRights rights, string call, V1.MayRequest request)
    {
        var at = PlaceOf(request);
        var isAllowed = rights.Snapshot.Policy.Call(call)!.Rule switch
        {
            CallRule.Anybody or CallRule.AnyCaller => true,
            CallRule.ByContent => rights.MayPostAnything,
            _ => at is { } place ? rights.May(call, place) : rights.May(call),
        };
        if (isAllowed && request.ByNumber) isAllowed = rights.SightOf(call, null, byNumber: true) != Sight.None;
        return Answer(rights, isAllowed, 0, call, at, request);
    }

    private static V1.MayAnswer Answer(
        CallerRights rights, bool isAllowed, int kind, string call, Place? at, V1.MayRequest request)
    {
        isAllowed &= rights.Caller.RevokedAt is null;
        var answer = new V1.MayAnswer { Allowed = isAllowed };
        answer.Grants.AddRange(rights.With(kind, call).Select(CallerWords.Grant));
        if (isAllowed) return answer;
        var why = rights.Caller.RevokedAt is not null ? "it is revoked"
            : answer.Grants.Count == 0 ? "it has no role that may"
            : request.ByNumber ? "none of its roles may there, with an account that is named by its number"
            : "none of its roles that may is held there and vouched for";
        answer.Missing = $"{request.What}{(at is { } place ? $" at {place}" : "")}: {why}";
        return answer;
    }

    private Place? PlaceOf(V1.MayRequest request) =>
        request.Store > 0 ? Place.OfStore(programs, request.Store, request.Terminal)
        : request.Program > 0 ? Place.OfProgram((short)request.Program) : null;

    // By its service's name without the package, or in full.
    private static string? CallNamed(string name)
    {
        foreach (var (service, methods) in Acts.Calls)
            foreach (var method in methods)
                if (name == $"{service}/{method}" || name == $"{service[(service.LastIndexOf('.') + 1)..]}/{method}")
                    return $"{service}/{method}";
        return null;
    }

    /// <summary>The number that a list goes on from; notes what is wrong with it.</summary>
    internal static long PageOf(string page, long most, long otherwise, Violations check)
    {
        if (page.Length == 0) return otherwise;
        if (long.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most)
            return number;
        check.Add("page", "is not a next_page of this list", "MALFORMED");
        return otherwise;
    }
}
