namespace Ledger.Client.Testing;

/// <summary>What an <see cref="InMemoryLedger"/> is made from.</summary>
public sealed class InMemoryLedgerOptions
{
    /// <summary>The program documents in YAML, each version one text; empty: the demo program that a server comes with, number 1.</summary>
    public IReadOnlyList<string> Programs { get; init; } = [];

    /// <summary>The list of stores in YAML, as in <c>stores.yaml</c>; null: the stores 1 and 2 of program 1 that a server comes
    /// with.</summary>
    public string? Stores { get; init; }

    /// <summary>The clock of the ledger and of the clients it makes. What they wait for, they wait for on the machine's clock all the
    /// same.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>At least 32 bytes; null: secrets of this ledger's own.</summary>
    internal byte[]? CardKey { get; init; }

    internal int Partitions { get; init; } = 1;
}
