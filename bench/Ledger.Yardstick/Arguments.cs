using System.Globalization;

namespace Ledger.Yardstick;

/// <summary>What a run was asked for.</summary>
internal sealed record Arguments
{
    public const string Usage =
        """
        ./bench.sh [--quick] [--only NAME[,NAME ...]] [option ...]
            Measures the ledger and its yardsticks on this machine. Exit code 0: measured, and every ledger was sound; 1: a leg failed or a
            ledger was not sound; 2: wrong arguments. Results: a table, artifacts/yardstick.json and artifacts/yardstick.md.
        ./bench.sh micro [--check | --update-baseline]
            Micro-benchmarks of single steps; --check fails when one allocates more than bench/Ledger.Bench/baseline.json says.

          --quick            one short round of each leg and a small growth: a look, not a measurement
          --only NAME        these legs only, and what their ratios need
          --no-ratio         with --only: without what their ratios need
          --rounds N         rounds of each leg, default 3 (quick: 1)
          --seconds N        measured seconds a round, default 5 (quick: 2)
          --warm-up N        seconds before them, default 8 (quick: 3)
          --accounts N       accounts that take part, default 100000
          --growth-rows N    journal rows the growth leg starts with, default 20000000 (quick: 200000)
          --seed N           of the traffic, default 1
          --output FOLDER    default artifacts
        """;

    public bool Quick { get; init; }

    /// <summary>Legs to run; empty: all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    public bool Ratios { get; init; } = true;
    public int Rounds { get; init; } = 3;
    public int MeasureSeconds { get; init; } = 5;
    public int WarmUpSeconds { get; init; } = 8;
    public long Accounts { get; init; } = 100_000;
    public long GrowthRows { get; init; } = 20_000_000;
    public int Seed { get; init; } = 1;
    public string Output { get; init; } = "artifacts";

    /// <summary>Reads the arguments; throws <see cref="ArgumentException"/> that names the one it does not understand.</summary>
    public static Arguments Read(IReadOnlyList<string> words, IReadOnlyCollection<string> legs)
    {
        var quick = words.Contains("--quick");
        var result = quick ? new Arguments { Quick = true, Rounds = 1, MeasureSeconds = 2, WarmUpSeconds = 3, GrowthRows = 200_000 } : new Arguments();
        for (var i = 0; i < words.Count; i++)
        {
            string Value() => i + 1 < words.Count ? words[++i] : throw new ArgumentException($"{words[i]} needs a value.");
            result = words[i] switch
            {
                "--quick" => result,
                "--no-ratio" => result with { Ratios = false },
                "--only" => result with { Only = [.. result.Only, .. Value().Split(',', StringSplitOptions.RemoveEmptyEntries)] },
                "--rounds" => result with { Rounds = (int)Number(Value(), 1, 100) },
                "--seconds" => result with { MeasureSeconds = (int)Number(Value(), 1, 3600) },
                "--warm-up" => result with { WarmUpSeconds = (int)Number(Value(), 0, 600) },
                "--accounts" => result with { Accounts = Number(Value(), 1, 10_000_000) },
                "--growth-rows" => result with { GrowthRows = Number(Value(), 2, 1_000_000_000) },
                "--seed" => result with { Seed = (int)Number(Value(), 0, int.MaxValue) },
                "--output" => result with { Output = Value() },
                var other => throw new ArgumentException($"The argument {other} is not understood; see --help."),
            };
        }
        foreach (var name in result.Only)
            if (!legs.Contains(name)) throw new ArgumentException($"There is no leg {name}. Legs: {string.Join(", ", legs)}.");
        return result;
    }

    private static long Number(string word, long least, long most) =>
        long.TryParse(word, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentException($"\"{word}\" is not a whole number from {least} to {most}.");
}
