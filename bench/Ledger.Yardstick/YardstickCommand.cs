using System.CommandLine;
using Ledger.Tooling.CommandLines;
using Ledger.Yardstick.Legs;
using Ledger.Yardstick.Serving;

namespace Ledger.Yardstick;

/// <summary>The command line of the yardstick.</summary>
internal sealed class YardstickCommand : RootCommand
{
    private const string What = """
        Measures the ledger and its yardsticks on this machine. Results: a table, artifacts/yardstick.json and artifacts/yardstick.md.

          ./bench.sh --quick                              does it all work, and roughly where are we
          ./bench.sh --against FOLDER --no-ratio \
                     --only unary,stream,batch            an earlier version beside this one, in the same run
          ./bench.sh micro [--check | --update-baseline]  micro-benchmarks of single steps; --check fails when one allocates more than
                                                          bench/Ledger.Bench/baseline.json says

        Exit code: 0 measured, and every ledger was sound; 1 a leg failed or a ledger was not sound; 2 wrong arguments.
        """;

    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "one short round of each leg and a small growth: a look, not a measurement",
    };
    private readonly Option<string[]> _only = new("--only")
    {
        HelpName = "NAME[,NAME ...]", Description = "these legs only, and what their ratios need",
    };
    private readonly Option<bool> _noRatio = new("--no-ratio") { Description = "with --only: without what their ratios need" };
    private readonly Option<string> _against = new("--against")
    {
        HelpName = "FOLDER",
        Description = "checkout of an earlier version, built in Release: its server is measured on the same legs, in turn with this one, and the "
            + "report has the ratios of the two",
    };
    private readonly WholeOption _rounds = new("--rounds", 1, 100, "rounds of each leg, default 3 (quick: 1)");
    private readonly WholeOption _seconds = new("--seconds", 1, 3600, "measured seconds a round, default 5 (quick: 2)");
    private readonly WholeOption _warmUp = new("--warm-up", 0, 600, "seconds before them, default 8 (quick: 3)");
    private readonly WholeOption _accounts = new("--accounts", 1, 10_000_000, "accounts that take part, default 100000");
    private readonly WholeOption _growthRows = new(
        "--growth-rows", 2, 1_000_000_000, "journal rows the growth leg starts with, default 20000000 (quick: 200000)");
    private readonly WholeOption _seed = new("--seed", 0, int.MaxValue, "of the traffic, default 1");
    private readonly Option<string> _output = new("--output")
    {
        HelpName = "FOLDER", Description = "where the results go", DefaultValueFactory = _ => "artifacts",
    };

    /// <param name="run">Measures what it was asked for; the exit code.</param>
    public YardstickCommand(Func<Arguments, Task<int>> run)
        : base(What)
    {
        foreach (var option in (Option[])[_quick, _only, _noRatio, _against, _rounds, _seconds, _warmUp, _accounts, _growthRows, _seed,
            _output])
            Options.Add(option);
        _only.Validators.Add(given =>
        {
            var legs = AllLegs.Make(earlier: null).Select(leg => leg.Name).ToArray();
            if (Names(given.GetValueOrDefault<string[]>()).FirstOrDefault(name => !legs.Contains(name)) is { } unknown)
                given.AddError($"There is no leg {unknown}. Legs: {string.Join(", ", legs)}.");
        });
        _against.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<string>() is { } folder && !File.Exists(ServerBuild.Earlier(folder).Program))
                given.AddError($"--against: {ServerBuild.Earlier(folder).Program} is missing; build that version in Release.");
        });
        SetAction(parsed => run(Read(parsed)));
    }

    private Arguments Read(ParseResult parsed)
    {
        var quick = parsed.GetValue(_quick);
        return new Arguments
        {
            Quick = quick,
            Only = Names(parsed.GetValue(_only)),
            Ratios = !parsed.GetValue(_noRatio),
            Against = parsed.GetValue(_against),
            Rounds = (int)(parsed.GetValue(_rounds) ?? (quick ? 1 : 3)),
            MeasureSeconds = (int)(parsed.GetValue(_seconds) ?? (quick ? 2 : 5)),
            WarmUpSeconds = (int)(parsed.GetValue(_warmUp) ?? (quick ? 3 : 8)),
            Accounts = parsed.GetValue(_accounts) ?? 100_000,
            GrowthRows = parsed.GetValue(_growthRows) ?? (quick ? 200_000 : 20_000_000),
            Seed = (int)(parsed.GetValue(_seed) ?? 1),
            Output = parsed.GetRequiredValue(_output),
        };
    }

    private static string[] Names(string[]? given) =>
        [.. (given ?? []).SelectMany(words => words.Split(',', StringSplitOptions.RemoveEmptyEntries))];
}
