using System.Buffers.Binary;
using System.Collections.Concurrent;
using Dapper;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Authority.Sessions;

/// <summary>
/// The sessions whose operators work with this server. One that is not here, because another server has made it or because this one was
/// started since, is looked for by its first call; those that were ended elsewhere are asked for with each look at who may do what.
/// </summary>
internal sealed class OpenSessions(LedgerDatabase database, Limits limits, TimeProvider time) : IDisposable
{
    /// <summary>The header of a call that an operator makes: his session's token.</summary>
    public const string Header = "ledger-session";

    // What was ended in a transaction that was committed later is seen by a look after that, as long as a change may wait for a standby.
    private readonly double _overlapSeconds = limits.QueryTimeoutSeconds + 10;

    // By the first half of the tokens' hashes, which nobody can choose.
    private readonly ConcurrentDictionary<UInt128, OpenSession> _open = new();
    private readonly CallerTurns _looks =
        new(limits.SessionLooksMax, limits.SessionLooksWaitingMax, limits.SessionLooksWaitingOfCallerMax());
    private long _lookedAt = Environment.TickCount64;

    private readonly TimeSpan _idle = TimeSpan.FromMinutes(limits.SessionIdleMinutes);

    /// <summary>
    /// The session that a call names; null: it names none. What is none, or is not known here, is <see cref="OpenSession.Unknown"/>.
    /// Allocates nothing.
    /// </summary>
    public OpenSession? Of(HttpContext call)
    {
        if (!call.Request.Headers.TryGetValue(Header, out var sent)) return null;
        Span<byte> hash = stackalloc byte[32];
        return sent is [{ } token] && SessionToken.TryHash(token, hash) && _open.TryGetValue(KeyOf(hash), out var session)
            ? session : OpenSession.Unknown;
    }

    /// <summary>True when a session is over, as far as this server knows.</summary>
    public bool IsOver(OpenSession session) => session.IsOver(time.GetUtcNow().UtcDateTime, _idle);

    /// <summary>True when a call names a session that this server cannot use, and the database may know better.</summary>
    public bool IsToBeLookedFor(HttpContext call) => Of(call) is { } session && IsOver(session);

    /// <summary>Looks for the session that a call names; it is among the open ones then, if it is any.</summary>
    /// <returns>Why it could not be looked for; null: it was.</returns>
    public async Task<Status?> LookForAsync(HttpContext call, Caller from)
    {
        var hash = new byte[32];
        if (call.Request.Headers[Header] is not [{ } token] || !SessionToken.TryHash(token, hash)) return null;
        var (isRoom, isFull) = await _looks.RunAsync(from, () => LookForAsync(hash, call.RequestAborted), call.RequestAborted);
        return isFull || !isRoom ? Problems.Full(limits.RetryDelayMilliseconds) : null;
    }

    /// <summary>A session that was made or found just now; false: there is no room for it.</summary>
    public bool Add(OpenSession session)
    {
        var key = KeyOf(session.Token);
        if (_open.Count >= limits.SessionsMax && !_open.ContainsKey(key)) return false;
        // What is there may be held by a stream: it is the one that is ended when the session is.
        _open.AddOrUpdate(key, session, (_, there) =>
        {
            if (!IsOver(there)) return there;
            there.End();
            return session;
        });
        return true;
    }

    /// <summary>Ends a session here.</summary>
    public void End(ReadOnlySpan<byte> token)
    {
        if (_open.TryRemove(KeyOf(token), out var session)) session.End();
    }

    /// <summary>Asks which sessions were ended, wherever that was.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var (asked, seconds) = (Environment.TickCount64, _overlapSeconds + (Environment.TickCount64 - _lookedAt) / 1000.0);
        if (!_open.IsEmpty)
        {
            await using var connection = await database.Queries.OpenConnectionAsync(cancellation);
            foreach (var token in await connection.QueryAsync<byte[]>(new CommandDefinition(
                SqlText.Read("ended_sessions"), new { seconds }, commandTimeout: limits.AuthorityMaxAgeSeconds,
                cancellationToken: cancellation)))
                End(token);
        }
        _lookedAt = asked;
    }

    /// <summary>Writes down which sessions are used, and forgets those that are over.</summary>
    public async Task NoteAsync(CancellationToken cancellation)
    {
        var (now, used) = (time.GetUtcNow().UtcDateTime, new List<OpenSession>());
        foreach (var (key, session) in _open)
            if (session.IsOver(now, _idle))
            {
                if (_open.TryRemove(KeyValuePair.Create(key, session))) session.End();
            }
            else if (session.UsedAt - session.NotedAt >= TimeSpan.FromSeconds(limits.SessionNoteSeconds)) used.Add(session);
        if (used.Count == 0) return;
        await using var connection = await database.Authority.OpenConnectionAsync(cancellation);
        var there = (await connection.QueryAsync<byte[]>(new CommandDefinition(
            SqlText.Read("use_sessions"), new { tokens = used.Select(session => session.Token).ToArray() },
            cancellationToken: cancellation)))
            .Select(token => KeyOf(token)).ToHashSet();
        foreach (var session in used)
            if (there.Contains(KeyOf(session.Token))) session.NotedAt = now;
            else End(session.Token);
    }

    public void Dispose() => _looks.Dispose();

    // False: there is no room for it.
    private async Task<bool> LookForAsync(byte[] token, CancellationToken cancellation)
    {
        await using var connection = await database.Queries.OpenConnectionAsync(cancellation);
        var found = await connection.QuerySingleOrDefaultAsync<(int Operator, int Caller, byte[] Key, double Lasts, double Idle)?>(
            new CommandDefinition(
                SqlText.Read("find_session"), new { token, idle = limits.SessionIdleMinutes }, cancellationToken: cancellation));
        if (found is not var (number, caller, key, lasts, idle))
        {
            End(token);
            return true;
        }
        var now = time.GetUtcNow().UtcDateTime;
        return Add(new OpenSession(token, number, caller, key, now.AddSeconds(lasts), now.AddSeconds(-idle)));
    }

    private static UInt128 KeyOf(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128LittleEndian(hash);
}
