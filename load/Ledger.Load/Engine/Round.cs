namespace Ledger.Load.Engine;

/// <summary>A closed simulation while it runs: how many terminals may go round, and how many requests are left.</summary>
/// <param name="copiesAt">Terminals at a moment, in microseconds since the run began.</param>
/// <param name="left">Requests that may still begin; <see cref="long.MaxValue"/>: as many as come.</param>
internal sealed class Round(Func<long, int> copiesAt, long left)
{
    /// <summary>Terminals that go round now.</summary>
    public int Active { get; set; }

    public bool IsOver { get; set; }

    public long Left { get; private set; } = left;

    public bool HasRoomAt(long now) => !IsOver && Left > 0 && Active < copiesAt(now);

    public bool KeepsAt(long now) => !IsOver && Left > 0 && Active <= copiesAt(now);

    public bool TryTake()
    {
        if (IsOver || Left <= 0)
            return false;
        Left--;
        return true;
    }
}
