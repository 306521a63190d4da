using Ledger.Client;
using Ledger.Till;
using Spectre.Console;

// One visit at the till. Exit code 0: all was as it should be; 1: it was not; 2: called wrongly.
if (args.Length is not (1 or 2) || !Uri.TryCreate(args[0], UriKind.Absolute, out var address))
{
    await Console.Error.WriteLineAsync(
        "usage: Ledger.Till <address> [folder of its credential], e.g. Ledger.Till https://127.0.0.1:5005 .ledger/credentials/till");
    return 2;
}

var screen = new Screen(AnsiConsole.Console);
var expect = new Expectations(screen);
// New on each run: the time in milliseconds and the process.
var cardToken = $"66{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}{Environment.ProcessId % 100_000:D5}";

await using var ledger = new LedgerClient(new LedgerClientOptions
{
    Address = address, Credentials = args.Length > 1 ? args[1] : null, Store = 1, Terminal = 7, Operator = 3,
});
try
{
    await new Visit(ledger, cardToken, screen, expect).RunAsync();
}
catch (Exception exception) when (exception is VisitEndedException or LedgerRequestException or LedgerUnavailableException)
{
    expect.Fail(exception.Message);
}

screen.End(expect.FailedCount == 0 ? "All as it should be." : $"{expect.FailedCount} checks failed.");
return expect.FailedCount == 0 ? 0 : 1;
