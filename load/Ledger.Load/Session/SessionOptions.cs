namespace Ledger.Load.Session;

/// <summary>Where a run goes and what it may rely on; the scenario says what it does.</summary>
public sealed record SessionOptions
{
    /// <summary>Address of a ledger, e.g. http://127.0.0.1:5005; null: start one on a private PostgreSQL (--self).</summary>
    public Uri? Address { get; init; }

    /// <summary>Folder of the credential that all terminals share; null: the ledger is without TLS.</summary>
    public string? Credentials { get; init; }

    /// <summary>
    /// Where the server's metrics are, without the path /metrics; null: a server of one's own is asked, another one is not.
    /// </summary>
    public Uri? Metrics { get; init; }

    /// <summary>
    /// Connection string of the target's database, for <c>verify</c>; null: there is no access (a ledger of one's own has it).
    /// </summary>
    public string? Connection { get; init; }

    /// <summary>Nobody else posts to the target during the run, so that every difference of money is a finding.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>Folder of the report; null: artifacts/load/SCENARIO-TIME.</summary>
    public string? Out { get; init; }

    /// <summary>Plain lines even on a terminal.</summary>
    public bool Plain { get; init; }

    /// <summary>Settings of a server of one's own, by their environment names.</summary>
    public IReadOnlyDictionary<string, string> ServerSettings { get; init; } = new Dictionary<string, string>();
}
