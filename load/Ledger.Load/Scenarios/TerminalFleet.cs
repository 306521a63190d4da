namespace Ledger.Load.Scenarios;

/// <summary>
/// The terminals of a run. Each has a number of its own in its store, counts its operations, and does one thing at a time.
/// </summary>
public sealed record TerminalFleet
{
    /// <summary>How many, 1 to 100,000. In open simulations also how many requests can be under way at a time.</summary>
    public int Count { get; init; } = 100;

    /// <summary>The stores they stand in, in turn; the target must know them.</summary>
    public IReadOnlyList<int> Stores { get; init; } = [1];

    /// <summary>TCP connections they share, 1 to 1000.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>The number of the first terminal of each store.</summary>
    public int FirstNumber { get; init; } = 1001;

    /// <summary>Pause of a terminal after each answer, while it serves the next customer.</summary>
    public TimeSpan ThinkTime { get; init; } = TimeSpan.Zero;

    /// <summary>Spells without a network; null: none.</summary>
    public OfflineSpells? Offline { get; init; }
}

/// <summary>
/// Some terminals lose their network again and again, go on selling, store what they sell under its key, and forward it in order when
/// they are back.
/// </summary>
/// <param name="Share">Share of the terminals this happens to, 0 to 1.</param>
/// <param name="Every">From the beginning of one spell to the beginning of the next; the first comes at a random moment.</param>
/// <param name="Lasts">How long a spell is, shorter than <paramref name="Every"/>.</param>
public sealed record OfflineSpells(double Share, TimeSpan Every, TimeSpan Lasts)
{
    /// <summary>How much a terminal can store; more is counted as not sent.</summary>
    public const int StoredMaxCount = 10_000;
}

/// <summary>What a terminal does when an attempt is not answered, or told to come back: the same operation under the same key.</summary>
public sealed record RetryPolicy
{
    /// <summary>Attempts in all, 1 to 100.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long all attempts together may take; afterwards the outcome is unknown to the terminal.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Longest first pause; doubled with each attempt, half of it to all of it by chance. A longer pause that the server asks for is kept.
    /// </summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Where the doubling ends.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(2);
}
