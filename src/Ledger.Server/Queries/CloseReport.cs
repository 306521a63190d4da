using Ledger.Server.Contract;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Programs;

namespace Ledger.Server.Queries;

/// <summary>
/// Counts and sums of a business date of a store, and what is odd in its terminals' running numbers. An answer names the position of the
/// journal it was given at; the rows below a position never change, so the same position gives the same answer.
/// </summary>
public sealed class CloseReport(JournalReports reports, ProgramBook programs)
{
    private const int FindingsMax = 10_000;

    public Task<V1.Close> AskAsync(V1.GetCloseRequest request, CancellationToken cancellation)
    {
        var check = new Violations();
        check.Range("terminal", request.Terminal, 0, int.MaxValue);
        check.ThrowIfAny();
        var date = DayNumbers.Day("business_date", request.BusinessDate);
        if (!programs.TryGetStore(request.Store, out _))
            throw Problems.ToException(Problems.UnknownStore(request.Store));
        return reports.RunAsync(report => ReadAsync(report, request, date), cancellation);
    }

    private static async Task<V1.Close> ReadAsync(OpenReport report, V1.GetCloseRequest request, DateOnly date)
    {
        var now = report.Position;
        var position = request.Position.Length == 0 ? now : PositionText.Read(request.Position, now);
        var close = new V1.Close
        {
            Store = request.Store, Terminal = request.Terminal, BusinessDate = request.BusinessDate, Position = PositionText.Of(position),
        };
        foreach (var line in await report.CloseAsync(request.Store, request.Terminal, date, position))
            close.Lines.Add(new V1.CloseLine
            {
                Terminal = line.Terminal,
                Kind = (V1.Kind)line.Kind,
                Outcome = (V1.Outcome)line.Outcome,
                Asset = (V1.Asset)line.Asset,
                Count = line.Count,
                Given = line.Given,
                Taken = line.Taken,
            });
        var findings = await report.SequenceAsync(request.Store, request.Terminal, date, position, FindingsMax + 1);
        close.SequenceCut = findings.Count > FindingsMax;
        close.Sequence.AddRange(findings.Take(FindingsMax).Select(finding =>
            new V1.SequenceFinding { Terminal = finding.Terminal, From = finding.From, To = finding.To, Repeats = finding.Repeats }));
        return close;
    }
}
