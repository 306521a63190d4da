using Npgsql;

namespace Ledger.Server.Journal.Sql;

/// <summary>
/// What is known of the database beside what is in it, as of the last look: whether it keeps what it commits, and how this server's clock
/// and its own differ.
/// </summary>
internal sealed class DatabaseCondition(NpgsqlDataSource queries, TimeProvider time)
{
    private volatile string? _forgetful;
    private long _aheadTicks;

    /// <summary>Why the database could forget what it commits, e.g. <c>fsync = off</c>; null: it keeps everything.</summary>
    public string? Forgetful => _forgetful;

    /// <summary>How far this server's clock is ahead of the database's; negative: behind.</summary>
    public TimeSpan Ahead => new(Volatile.Read(ref _aheadTicks));

    /// <summary>Why nothing is committed at present; null: the database keeps what it is given.</summary>
    public IOException? Refusal =>
        _forgetful is { } setting ? new IOException($"The database runs with {setting}: it could forget what it commits.") : null;

    /// <summary>Looks, and returns this server's time just before, UTC. Throws when the database does not answer.</summary>
    public async Task<DateTime> LookAsync(CancellationToken cancellation)
    {
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        return await LookAsync(connection, cancellation);
    }

    /// <inheritdoc cref="LookAsync(CancellationToken)"/>
    public async Task<DateTime> LookAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var look = await DatabaseLook.TakeAsync(connection, cancellation);
        _forgetful = look.Forgetful;
        Volatile.Write(ref _aheadTicks, (now - look.Now).Ticks);
        return now;
    }
}
