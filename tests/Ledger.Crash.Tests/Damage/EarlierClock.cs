namespace Ledger.Crash.Tests.Damage;

/// <summary>A clock that runs like the machine's, behind it.</summary>
internal sealed class EarlierClock(TimeSpan behind) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - behind;
}
