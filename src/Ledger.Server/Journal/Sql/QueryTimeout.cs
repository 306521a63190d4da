using Npgsql;

namespace Ledger.Server.Journal.Sql;

/// <summary>A query that ran longer than it may.</summary>
internal static class QueryTimeout
{
    /// <summary>True when it was given up, by the connection's bound or by the database's own.</summary>
    public static bool Ended(Exception reason) => reason switch
    {
        PostgresException error => error.SqlState == PostgresErrorCodes.QueryCanceled,
        NpgsqlException => reason.InnerException is TimeoutException,
        _ => false,
    };
}
