namespace Ledger.Embedded;

/// <summary>What the embedded database tells the operator.</summary>
internal static partial class EmbeddedLog
{
    [LoggerMessage(901, LogLevel.Information,
        "The user {User} cannot enter {DataFolder}: the database goes to {Cluster}, with a link in the data folder. "
        + "Removing the ledger means removing both.")]
    public static partial void PutsClusterElsewhere(ILogger logger, string user, string dataFolder, string cluster);

    [LoggerMessage(902, LogLevel.Warning,
        "{DataFolder} holds no database, but {Cluster} was made for a data folder of the same path and is used again. "
        + "For an empty ledger remove it as well.")]
    public static partial void ReusesClusterElsewhere(ILogger logger, string dataFolder, string cluster);

    [LoggerMessage(903, LogLevel.Information, "Created a PostgreSQL {Version} cluster in {Cluster}")]
    public static partial void Created(ILogger logger, int version, string cluster);

    [LoggerMessage(904, LogLevel.Information, "PostgreSQL {Version} runs as process {Pid}, socket in {SocketFolder}")]
    public static partial void Started(ILogger logger, int version, int pid, string socketFolder);

    [LoggerMessage(905, LogLevel.Warning, "The last server left without stopping its database: process {Pid} is adopted")]
    public static partial void Adopted(ILogger logger, int pid);

    [LoggerMessage(906, LogLevel.Warning,
        "The last server left a database behind that does not answer: process {Pid} is stopped and started anew")]
    public static partial void ReplacesSilent(ILogger logger, int pid);

    [LoggerMessage(907, LogLevel.Warning, "The database had ended without an orderly stop; it recovers from its WAL")]
    public static partial void RemovedStalePidFile(ILogger logger);

    [LoggerMessage(908, LogLevel.Error, "Stopping PostgreSQL ({Mode}) failed: {Reason}")]
    public static partial void StopFailed(ILogger logger, string mode, string reason);

    [LoggerMessage(909, LogLevel.Information, "PostgreSQL is stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(910, LogLevel.Error, "PostgreSQL, process {Pid}, still runs; the next start of the server adopts it")]
    public static partial void StillRuns(ILogger logger, int pid);

    [LoggerMessage(911, LogLevel.Error, "PostgreSQL, process {Pid}, has died; it is started again")]
    public static partial void Died(ILogger logger, int pid);

    [LoggerMessage(912, LogLevel.Warning, "PostgreSQL runs again as process {Pid}")]
    public static partial void Restarted(ILogger logger, int pid);

    [LoggerMessage(913, LogLevel.Error, "PostgreSQL could not be looked after; trying on")]
    public static partial void RestartFailed(ILogger logger, Exception reason);
}
