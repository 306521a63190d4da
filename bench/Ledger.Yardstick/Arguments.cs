namespace Ledger.Yardstick;

/// <summary>What a run was asked for.</summary>
internal sealed record Arguments
{
    public bool Quick { get; init; }

    /// <summary>Legs to run; empty: all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    public bool Ratios { get; init; } = true;

    /// <summary>Checkout of an earlier version whose server is measured beside this one's; null: none.</summary>
    public string? Against { get; init; }

    public required int Rounds { get; init; }
    public required int MeasureSeconds { get; init; }
    public required int WarmUpSeconds { get; init; }
    public required long Accounts { get; init; }
    public required long GrowthRows { get; init; }
    public required int Seed { get; init; }
    public required string Output { get; init; }
}
