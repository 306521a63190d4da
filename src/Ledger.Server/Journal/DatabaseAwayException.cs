namespace Ledger.Server.Journal;

/// <summary>The database did not answer as long as the server waited for it; the message says where and why.</summary>
public sealed class DatabaseAwayException(string message) : Exception(message)
{
    /// <summary>What is told of a database that is away: where it was looked for and what came of it, in one line.</summary>
    internal static string Told(Exception reason)
    {
        var inner = reason.InnerException is AggregateException several ? several.InnerExceptions[0] : reason.InnerException;
        return inner is null ? reason.Message.ReplaceLineEndings(" ") : $"{reason.Message}: {Told(inner)}";
    }
}
