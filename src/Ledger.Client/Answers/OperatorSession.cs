namespace Ledger.Client;

/// <summary>An operator who has signed in with <see cref="LedgerClient.SignInAsync"/>.</summary>
public sealed class OperatorSession
{
    internal OperatorSession(V1.Session session) =>
        (Operator, Name, NotAfter, Idle, Token) = (
            session.Operator, session.Name, session.NotAfter.ToDateTimeOffset(), TimeSpan.FromMinutes(session.IdleMinutes), session.Token);

    /// <summary>His number.</summary>
    public int Operator { get; }

    /// <summary>His name.</summary>
    public string Name { get; }

    /// <summary>When the session ends at the latest.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>After so long without a call it ends before that.</summary>
    public TimeSpan Idle { get; }

    /// <summary>What his calls carry; shown nowhere.</summary>
    internal string Token { get; }
}
