using Ledger.Server.Contract;
using Ledger.Server.Journal.Reading;

namespace Ledger.Server.Queries;

/// <summary>What members hold, by how long ago they got it, and what has gone to breakage. Points that are owed are below zero.</summary>
public sealed class LiabilityReport(JournalReports reports, TimeProvider time)
{
    private static readonly Dictionary<int, int> LastDays = new() { [0] = 30, [31] = 90, [91] = 180, [181] = 365, [366] = 0 };

    public Task<V1.Liability> AskAsync(V1.GetLiabilityRequest request, CancellationToken cancellation)
    {
        var check = new Violations();
        check.Range("program", request.Program, 0, short.MaxValue);
        check.ThrowIfAny();
        var now = time.GetUtcNow().UtcDateTime;
        var today = request.AsOf == 0 ? DateOnly.FromDateTime(now) : DayNumbers.Day("as_of", request.AsOf);
        // Rows of another server's clock may be ahead of this one's by a little: as of now takes all there are.
        var until = request.AsOf == 0 ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) : today.AddDays(1).Begin();
        return reports.RunAsync(report => ReadAsync(report, (short)request.Program, until, today), cancellation, byReceipts: true);
    }

    private static async Task<V1.Liability> ReadAsync(OpenReport report, short program, DateTime until, DateOnly today)
    {
        var liability = new V1.Liability();
        foreach (var row in await report.LiabilityAsync(program, until, today))
            liability.Lines.Add(new V1.LiabilityLine
            {
                Asset = (V1.Asset)row.Asset, FromDays = row.FromDays, ToDays = LastDays[row.FromDays], Amount = row.Amount,
            });
        foreach (var row in await report.BreakageAsync(program, DateOnly.FromDateTime(until)))
            liability.Breakage.Add(new V1.BreakageLine { Asset = (V1.Asset)row.Asset, Month = row.Month, Amount = row.Amount });
        return liability;
    }
}
