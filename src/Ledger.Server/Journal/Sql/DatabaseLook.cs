using Npgsql;

namespace Ledger.Server.Journal.Sql;

/// <summary>What a database's settings and clock say at one moment, to one session.</summary>
/// <param name="SynchronousCommit">What the session's commits wait for.</param>
/// <param name="Now">The database's clock, UTC.</param>
/// <param name="Forgetful">Why it could forget what it has committed, e.g. <c>fsync = off</c>; null: it keeps everything.</param>
internal sealed record DatabaseLook(string SynchronousCommit, DateTime Now, string? Forgetful)
{
    /// <summary>
    /// What commits are to wait for: what the database was set to when it was asked, and never less than its own disk and, where it has
    /// synchronous standbys, theirs.
    /// </summary>
    public string Confirmed => SynchronousCommit == "remote_apply" ? "remote_apply" : "on";

    public static async Task<DatabaseLook> TakeAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(SqlText.Read("database_look"), connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var settings = new[] { ("fsync", reader.GetString(0)), ("full_page_writes", reader.GetString(1)),
            ("synchronous_commit", reader.GetString(2)) };
        var off = Array.FindAll(settings, setting => setting.Item2 == "off");
        return new DatabaseLook(
            reader.GetString(2), reader.GetDateTime(3),
            off.Length == 0 ? null : string.Join(", ", off.Select(setting => $"{setting.Item1} = off")));
    }
}
