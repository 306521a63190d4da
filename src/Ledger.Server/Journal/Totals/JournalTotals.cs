using Ledger.Server.Basics;
using Npgsql;

namespace Ledger.Server.Journal.Totals;

/// <summary>The totals that there are of the journal. Each follows it by itself.</summary>
public sealed class JournalTotals(NpgsqlDataSource totals, Limits limits, TimeProvider time) : IDisposable
{
    /// <summary>By ledger account, by store and day, and terminals' running numbers.</summary>
    public FollowingTotals Days { get; } =
        new(totals, limits, time, new TotalTexts("Totals", 1, "total_rests", "move_totals", ["total_ledger", "total_days", "total_numbers"]));

    /// <summary>What is left of what members received, by its day.</summary>
    public FollowingTotals Receipts { get; } =
        new(totals, limits, time, new TotalTexts("Receipts", 2, "receipt_rests", "move_receipts", ["total_receipts"]));

    public void Dispose()
    {
        Days.Dispose();
        Receipts.Dispose();
    }
}
