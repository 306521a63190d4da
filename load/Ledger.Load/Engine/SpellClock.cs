using Ledger.Load.Scenarios;

namespace Ledger.Load.Engine;

/// <summary>Tells from a terminal's first spell alone whether it has a network at a moment; no timers.</summary>
internal sealed class SpellClock(OfflineSpells? spells)
{
    private readonly long _every = (long)(spells?.Every.TotalMicroseconds ?? 1);
    private readonly long _lasts = (long)(spells?.Lasts.TotalMicroseconds ?? 0);

    /// <summary>From now on every terminal has its network: the run is over and what was stored is forwarded.</summary>
    public bool IsOver { get; set; }

    /// <summary>When the terminal is back, in microseconds since the run began; null: it has its network.</summary>
    public long? BackAt(Terminal terminal, long now)
    {
        if (IsOver || terminal.FirstSpell is not { } first || now < first)
            return null;
        var intoSpell = (now - first) % _every;
        return intoSpell < _lasts ? now - intoSpell + _lasts : null;
    }

    /// <summary>The first spell of a terminal, by chance; null for the share that has none.</summary>
    public long? DrawFirst(Random random) =>
        spells is not null && random.NextDouble() < spells.Share ? (long)(random.NextDouble() * _every) : null;
}
