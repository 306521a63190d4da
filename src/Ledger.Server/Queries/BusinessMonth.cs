using Ledger.Server.Contract;
using Ledger.Server.Journal.Catalog;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Programs;

namespace Ledger.Server.Queries;

/// <summary>
/// Which rows a business month is settled with. A program's month ends with the last day of its home store and is closed two days later: by
/// then the day has ended at its other stores, wherever they are, and tills that were offline over a night have sent what they had.
/// </summary>
public sealed class BusinessMonth(SettlementMonths months, ProgramBook programs, TimeProvider time)
{
    /// <summary>From the end of a month to its closing.</summary>
    public static readonly TimeSpan UntilClosed = TimeSpan.FromDays(2);

    /// <summary>How long after its closing a month can still get postings that were decided before.</summary>
    internal static readonly TimeSpan Closing = TimeSpan.FromMinutes(5);

    /// <summary>When the month that begins on <paramref name="first"/> opens and closes for late postings, program by program.</summary>
    /// <param name="program">0: all programs.</param>
    /// <returns>With it: the month is over for all of them, so that its settlement does not change any more.</returns>
    public async Task<(IReadOnlyCollection<MonthClosing> Closings, bool IsFinal)> ClosingsAsync(
        short program, DateOnly first, CancellationToken cancellation)
    {
        DateOnly[] begins = [first.AddMonths(-1), first];
        var now = time.GetUtcNow().UtcDateTime;
        var settled = program == 0 ? programs.Programs.ToArray() : [program];
        var computed = settled.SelectMany(_ => begins, (of, begin) => (Program: of, Month: NumberOf(begin), ClosesAt: CloseOf(of, begin)))
            .ToArray();
        var noted = await months.NoteAsync(
            [.. computed.Where(month => now > month.ClosesAt + Closing)], [.. begins.Select(NumberOf)], cancellation);
        if (program == 0) RequireAllLoaded(await months.ProgramsAsync(cancellation));

        var closes = computed.ToDictionary(
            month => (month.Program, month.Month),
            month => noted.TryGetValue((month.Program, month.Month), out var moment) ? moment : month.ClosesAt);
        MonthClosing[] closings =
            [.. settled.Select(of => new MonthClosing(of, closes[(of, NumberOf(begins[0]))], closes[(of, NumberOf(first))]))];
        return (closings, closings.All(closing => now > closing.Closes + Closing));
    }

    // A program without stores has no days of its own, and nothing to settle.
    private DateTime CloseOf(short program, DateOnly first)
    {
        var next = first.AddMonths(1);
        return (programs.HomeOf(program)?.BeginOf(next) ?? next.Begin()) + UntilClosed;
    }

    // Stores that another server brought since this one started would be left out without a word.
    private void RequireAllLoaded(IReadOnlyCollection<short> withStores)
    {
        foreach (var program in withStores)
            if (!programs.Has(program)) throw Problems.ToException(Problems.ProgramNotLoaded(program));
    }

    private static int NumberOf(DateOnly first) => first.Year * 100 + first.Month;
}
