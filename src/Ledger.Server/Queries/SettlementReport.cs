using Ledger.Server.Contract;
using Ledger.Server.Journal.Reading;

namespace Ledger.Server.Queries;

/// <summary>
/// Who owes whom for a month. Money that a party took and fees it kept are owed to headquarters; what members spent there, points at their
/// worth included, and what it paid out are owed to the party.
/// </summary>
public sealed class SettlementReport(JournalReports reports, TimeProvider time)
{
    /// <summary>How long after its end a month can still get postings that were decided in it.</summary>
    private static readonly TimeSpan Closing = TimeSpan.FromMinutes(5);

    public async Task<V1.Settlement> AskAsync(V1.GetSettlementRequest request, CancellationToken cancellation)
    {
        var check = new Violations();
        check.Range("program", request.Program, 0, short.MaxValue);
        if (request.Level is < V1.SettlementLevel.Store or > V1.SettlementLevel.Merchant)
            check.Add("level", "is missing or unknown: store, branch or merchant", "REQUIRED");
        check.ThrowIfAny();
        var month = DayNumbers.Month("month", request.Month);
        var (from, to) = (month.Begin(), month.AddMonths(1).Begin());

        // Asked before reading: what is said to be final must have been so while it was read.
        var settlement = new V1.Settlement { Final = time.GetUtcNow().UtcDateTime > to + Closing };
        foreach (var row in await reports.SettlementAsync((short)request.Program, (int)request.Level, from, to, cancellation))
            settlement.Lines.Add(new V1.SettlementLine
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
                NetMinor = row.Principal + row.Bonus + row.Worth + row.CashOut - row.Tender - row.Fees,
            });
        return settlement;
    }
}
