namespace Ledger.Server.Hosting;

/// <summary>
/// What the server prints, and what it keeps quiet about. An entry is a line, whatever it says, with its time in UTC.
/// </summary>
internal static class ConsoleLog
{
    /// <summary>Lines for people.</summary>
    public const string Text = "text";
    /// <summary>An object a line, for collectors.</summary>
    public const string Json = "json";

    private const string Utc = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <param name="format"><see cref="Text"/> or <see cref="Json"/>.</param>
    public static ILoggingBuilder AddLedgerConsole(this ILoggingBuilder logging, string format)
    {
        logging.ClearProviders();
        if (format == Json)
            logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, Utc));
        else
            logging.AddSimpleConsole(console =>
                (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, Utc + " "));
        logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Ledger", LogLevel.Information);
        // Readiness tells each change once; the library would tell each look.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // While this logger listens to anything at all, the host makes an activity and a log scope for each request that nobody reads.
        return logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }
}
