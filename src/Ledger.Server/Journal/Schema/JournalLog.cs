namespace Ledger.Server.Journal.Schema;

internal static partial class JournalLog
{
    [LoggerMessage(100, LogLevel.Information, "Migration {Name} applied.")]
    public static partial void Migrated(ILogger logger, string name);
}
