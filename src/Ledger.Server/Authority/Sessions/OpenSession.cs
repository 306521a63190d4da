using Ledger.Server.Basics;

namespace Ledger.Server.Authority.Sessions;

/// <summary>A session as this server knows it. Times are of this server's clock.</summary>
/// <param name="token">As it is kept.</param>
/// <param name="number">The operator's.</param>
/// <param name="caller">The caller he has signed in at.</param>
/// <param name="key">The key of that caller.</param>
/// <param name="notAfter">UTC.</param>
/// <param name="usedAt">When it was used last, UTC.</param>
internal sealed class OpenSession(byte[] token, int number, int caller, byte[] key, DateTime notAfter, DateTime usedAt)
{
    /// <summary>What a call brings that names a session which is none.</summary>
    public static readonly OpenSession Unknown = new([], 0, 0, [], DateTime.MinValue, DateTime.MinValue);

    private long _usedAt = usedAt.Ticks;
    private volatile bool _isEnded;

    /// <summary>As it is kept.</summary>
    public byte[] Token => token;

    /// <summary>Who has signed in.</summary>
    public int Operator => number;

    /// <summary>What its calls may do by the snapshot it was last looked up in; <c>Callers</c> puts it here and reads it.</summary>
    public object? Standing { get; set; }

    /// <summary>When it was last written down as used.</summary>
    public DateTime NotedAt { get; set; } = usedAt;

    /// <summary>When it was used last, UTC.</summary>
    public DateTime UsedAt => new(Volatile.Read(ref _usedAt), DateTimeKind.Utc);

    /// <summary>True over connections of the key it was made with.</summary>
    public bool IsOf(Credential proved) => proved.Caller == caller && proved.Key.AsSpan().SequenceEqual(key);

    /// <summary>True when it was ended, has come to its end, or nobody has used it for <paramref name="idle"/>.</summary>
    public bool IsOver(DateTime now, TimeSpan idle) => _isEnded || now >= notAfter || now - UsedAt >= idle;

    /// <summary>Somebody uses it.</summary>
    public void Use(DateTime now) => Volatile.Write(ref _usedAt, now.Ticks);

    /// <summary>It is of no use any more, from now on.</summary>
    public void End() => _isEnded = true;
}
