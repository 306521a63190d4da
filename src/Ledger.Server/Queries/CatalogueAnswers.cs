using System.Globalization;
using Ledger.Server.Contract;
using Ledger.Server.Programs;
using Target = Ledger.V1.GetProgramRequest.TargetOneofCase;

namespace Ledger.Server.Queries;

/// <summary>
/// What programs offer and which stores there are, from memory: a server, or a test's ledger, has read all of it at its start.
/// </summary>
public sealed class CatalogueAnswers(ProgramBook programs, TimeProvider time)
{
    private const int PageDefault = 100;
    private const int PageMax = 500;

    /// <exception cref="Grpc.Core.RpcException">A field is wrong, or there is no such program or store.</exception>
    public V1.ProgramFacts GetProgram(V1.GetProgramRequest request)
    {
        var check = new Violations();
        if (request.TargetCase == Target.None) check.Add("target", "is missing: program or store", "REQUIRED");
        else if (request.TargetCase == Target.Program) check.Range("program", request.Program, 1, short.MaxValue);
        else check.Range("store", request.Store, 1, int.MaxValue);
        if (request.At is { } stated) check.Moment("at", stated);
        check.ThrowIfAny();

        var program = ProgramOf(request);
        var at = request.At?.ToDateTime() ?? time.GetUtcNow().UtcDateTime;
        return ProgramWords.Of(programs.RulesAt(program, at), programs.NextChange(program, at));
    }

    /// <exception cref="Grpc.Core.RpcException">A field is wrong, or there is no such program.</exception>
    public V1.StorePage ListStores(V1.ListStoresRequest request)
    {
        var check = new Violations();
        check.Range("program", request.Program, 0, short.MaxValue);
        check.Range("page_size", request.PageSize, 0, PageMax);
        var after = 0;
        if (request.Page.Length > 0
            && (!int.TryParse(request.Page, NumberStyles.None, CultureInfo.InvariantCulture, out after) || after == 0))
            check.Add("page", "is not a next_page of this list", "MALFORMED");
        check.ThrowIfAny();
        if (request.Program != 0 && !programs.Has((short)request.Program))
            throw Problems.ToException(Problems.UnknownProgram(request.Program));

        var size = request.PageSize > 0 ? request.PageSize : PageDefault;
        var page = new V1.StorePage();
        foreach (var store in programs.Stores)
        {
            if (store.Number <= after || (request.Program != 0 && store.Program != request.Program)) continue;
            if (page.Stores.Count == size)
            {
                page.NextPage = page.Stores[^1].Store.ToString(CultureInfo.InvariantCulture);
                break;
            }
            page.Stores.Add(FactsOf(store));
        }
        return page;
    }

    private short ProgramOf(V1.GetProgramRequest request)
    {
        if (request.TargetCase == Target.Store)
            return programs.TryGetStore(request.Store, out var store)
                ? store.Program : throw Problems.ToException(Problems.UnknownStore(request.Store));
        return programs.Has((short)request.Program)
            ? (short)request.Program : throw Problems.ToException(Problems.UnknownProgram(request.Program));
    }

    private static V1.StoreFacts FactsOf(Store store) => new()
    {
        Store = store.Number,
        Name = store.Name,
        Program = store.Program,
        TimeZone = store.TimeZone.Id,
        DayStartsMinutes = store.DayStarts.Hour * 60 + store.DayStarts.Minute,
        Branch = store.Branch,
        Merchant = store.Merchant,
    };
}
