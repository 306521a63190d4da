using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>A folder with program documents and stores, as Settings.Programs names it.</summary>
public sealed class ProgramFolder : IDisposable
{
    private readonly List<string> _stores = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("ledger-programs-").FullName;

    /// <summary>Writes one version of a program: the rules of the demo program, with replacements.</summary>
    /// <param name="more">Further sections, as YAML.</param>
    public ProgramFolder Add(
        int program, int version = 1, string activeFrom = "2020-01-01T00:00:00Z", string poolOrder = "bonus_first", int perMinor = 1000,
        string pointsValidity = "{ kind: end_of_year, count: 1 }", string bonusValidity = "{ kind: months, count: 12 }",
        long debitMinor = 1_000_000, long topUpMinor = 1_000_000,
        long storedValueMinor = 10_000_000, int cards = 5, string more = "")
    {
        File.WriteAllText(System.IO.Path.Combine(Path, $"program-{program}-{version}.yaml"), $$"""
            program: {{program}}
            name: Program {{program}}
            version: {{version}}
            active_from: {{activeFrom}}
            earn: { points: 1, per_minor: {{perMinor}} }
            points_validity: {{pointsValidity}}
            redeem: { block: 100, worth_minor: 500 }
            top_up_bonus:
              - { from_minor: 20000, bonus_minor: 1500 }
              - { from_minor: 50000, bonus_minor: 5000 }
            bonus_validity: {{bonusValidity}}
            pool_order: {{poolOrder}}
            limits:
              top_up_minor: {{topUpMinor}}
              debit_minor: {{debitMinor}}
              purchase_minor: 10000000
              points: 1000000
              stored_value_minor: {{storedValueMinor}}
              points_balance: 100000000
              cards: {{cards}}

            """ + more);
        return this;
    }

    /// <summary>Adds a store to stores.yaml, or puts it in the place of one of that number.</summary>
    /// <param name="belongs">Further fields, e.g. <c>branch: North</c>.</param>
    public ProgramFolder AddStore(int store, int program, string timeZone = "Asia/Shanghai", string belongs = "")
    {
        _stores.RemoveAll(other => other.StartsWith($"  - {{ store: {store},", StringComparison.Ordinal));
        _stores.Add($"  - {{ store: {store}, program: {program}, name: Store {store}, time_zone: {timeZone}{(belongs.Length > 0 ? ", " : "")}{belongs} }}");
        File.WriteAllLines(System.IO.Path.Combine(Path, "stores.yaml"), ["stores:", .. _stores]);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
