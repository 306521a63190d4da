using Grpc.Core;

namespace Ledger.Yardstick.Load;

/// <summary>
/// Terminals that take turns: a fixed number of calls is unanswered at a time, and each answer lets the next terminal in line make its
/// call. A terminal has one call at a time, over the connection of its number.
/// </summary>
internal static class ShopLoop
{
    /// <param name="terminals">Not fewer than <paramref name="outstanding"/>.</param>
    /// <param name="outstanding">Calls unanswered at a time.</param>
    /// <param name="window">When it runs and counts.</param>
    /// <param name="channels">The connections.</param>
    /// <param name="next">What a terminal asks for.</param>
    public static async Task<Tally> RunAsync(
        IReadOnlyList<Terminal> terminals, int outstanding, Window window, Channels channels, Func<Terminal, Errand> next)
    {
        var tallies = Enumerable.Range(0, outstanding).Select(_ => new Tally(window)).ToArray();
        await Task.WhenAll(tallies.Select((tally, line) => Task.Run(() => ServeAsync(line, tally))));
        return Tally.SumOf(tallies, window);

        async Task ServeAsync(int line, Tally tally)
        {
            for (var turn = line; !window.IsOver; turn = turn + outstanding < terminals.Count ? turn + outstanding : line)
            {
                var terminal = terminals[turn];
                var errand = next(terminal);
                var sent = window.Now();
                try
                {
                    await CallAsync(terminal, errand, sent, tally);
                }
                catch (RpcException reason)
                {
                    tally.Problem(reason.Message);
                    if (tally.Problems > 100) return;
                }
            }
        }

        async Task CallAsync(Terminal terminal, Errand errand, long sent, Tally tally)
        {
            if (errand.Operation is not { } operation)
            {
                await channels.ReaderFor(terminal.Number).GetBalancesAsync(new() { Card = errand.Card });
                tally.Answer(sent, window.Now());
                return;
            }
            var receipt = await channels.For(terminal.Number).PostAsync(operation);
            tally.Answer(receipt, sent, window.Now());
            terminal.Note(operation, receipt);
        }
    }
}
