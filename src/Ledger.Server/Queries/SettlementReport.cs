using Ledger.Rules.Program;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Programs;

namespace Ledger.Server.Queries;

/// <summary>
/// Who owes whom for a month: of posting in UTC, or of the programs' own business dates. Money that a party took is owed to headquarters,
/// and what it kept back for spent points; what members spent there, points at their worth included, what it paid out, and the fees that
/// are its own are owed to the party.
/// </summary>
public sealed class SettlementReport(JournalReports reports, BusinessMonth business, ProgramBook programs, TimeProvider time)
{
    public async Task<V1.Settlement> AskAsync(V1.GetSettlementRequest request, CancellationToken cancellation)
    {
        var check = new Violations();
        check.Range("program", request.Program, 0, short.MaxValue);
        if (request.Level is < V1.SettlementLevel.Store or > V1.SettlementLevel.Merchant)
            check.Add("level", "is missing or unknown: store, branch or merchant", "REQUIRED");
        if (request.Month != 0 && request.BusinessMonth != 0)
            check.Add("business_month", "is asked for beside month: one of them is settled", "AMBIGUOUS");
        check.ThrowIfAny();

        var rows = new SettledRows((short)request.Program, (int)request.Level, StoresKeepFees());
        return request.BusinessMonth == 0
            ? await OfPostingAsync(rows, DayNumbers.Month("month", request.Month), cancellation)
            : await OfBusinessAsync(rows, DayNumbers.Month("business_month", request.BusinessMonth), cancellation);
    }

    private Task<V1.Settlement> OfPostingAsync(SettledRows rows, DateOnly month, CancellationToken cancellation)
    {
        var (from, to) = (month.Begin(), month.AddMonths(1).Begin());
        // Asked before reading: what is said to be final must have been so while it was read.
        var isFinal = time.GetUtcNow().UtcDateTime > to + BusinessMonth.Closing;
        return ReadAsync(rows with { Period = (from, to) }, isFinal, cancellation);
    }

    private async Task<V1.Settlement> OfBusinessAsync(SettledRows rows, DateOnly month, CancellationToken cancellation)
    {
        if (rows.Program != 0 && !programs.Has(rows.Program)) throw Problems.ToException(Problems.UnknownProgram(rows.Program));
        var (closings, isFinal) = await business.ClosingsAsync(rows.Program, month, cancellation);
        return await ReadAsync(rows with { First = month, Next = month.AddMonths(1), Closings = closings }, isFinal, cancellation);
    }

    private async Task<V1.Settlement> ReadAsync(SettledRows rows, bool isFinal, CancellationToken cancellation)
    {
        var settlement = new V1.Settlement { Final = isFinal };
        foreach (var row in await reports.RunAsync(report => report.SettlementAsync(rows), cancellation))
            (row.Late == 0 ? settlement.Lines : settlement.LateLines).Add(LineOf(row));
        return settlement;
    }

    private (short Program, int Version)[] StoresKeepFees() =>
        [.. programs.Versions.Where(rules => rules.FeesBelongTo == FeeOwner.Store).Select(rules => (rules.Program, rules.Version))];

    private static V1.SettlementLine LineOf(SettlementRow row) => new()
    {
        Party = row.Party,
        TenderMinor = row.Tender,
        PrincipalSpentMinor = row.Principal,
        BonusSpentMinor = row.Bonus,
        CashOutMinor = row.CashOut,
        FeesMinor = row.Fees,
        PointsIssued = row.Issued,
        PointsRedeemed = row.Redeemed,
        PointsWorthMinor = row.Worth,
        NetMinor = row.Net,
        FeesKeptMinor = row.Kept,
        NettedMinor = row.Netted,
        LateOf = row.Late,
    };
}
