namespace Ledger.Server.Hosting;

/// <summary>What the server prints, and what it keeps quiet about.</summary>
internal static class ConsoleLog
{
    public static ILoggingBuilder AddLedgerConsole(this ILoggingBuilder logging)
    {
        logging.ClearProviders().AddSimpleConsole(console =>
            (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z' "));
        logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Ledger", LogLevel.Information);
        // Readiness tells each change once; the library would tell each look.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // While this logger listens to anything at all, the host makes an activity and a log scope for each request that nobody reads.
        return logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }
}
