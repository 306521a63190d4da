using Ledger.Load.Simulations;
using Ledger.Load.Thresholds;

namespace Ledger.Load.Scenarios;

/// <summary>Reads a scenario from YAML. Every mistake is told with file, line and path, all at once.</summary>
public static class ScenarioReader
{
    private static readonly Dictionary<string, StepKind> _kinds = new()
    {
        ["open_account"] = StepKind.OpenAccount, ["issue_card"] = StepKind.IssueCard, ["top_up"] = StepKind.TopUp,
        ["accrue"] = StepKind.Accrue, ["accrue_points"] = StepKind.AccruePoints, ["debit"] = StepKind.Debit,
        ["redeem"] = StepKind.Redeem, ["adjust"] = StepKind.Adjust, ["checkout"] = StepKind.Checkout, ["refund"] = StepKind.Refund,
        ["balance"] = StepKind.Balance, ["statement"] = StepKind.Statement,
    };

    /// <summary>Reads a scenario from a file.</summary>
    /// <param name="file">Path of the YAML file; curves are looked for beside it.</param>
    /// <exception cref="ScenarioMistakeException">It cannot be run as it is.</exception>
    public static Scenario ReadFile(string file) =>
        Parse(Path.GetFileName(file), File.ReadAllText(file), Path.GetDirectoryName(Path.GetFullPath(file))!);

    /// <summary>Reads a scenario from text.</summary>
    /// <param name="name">What messages call the file.</param>
    /// <param name="text">The YAML.</param>
    /// <param name="folder">Where files it names are.</param>
    /// <exception cref="ScenarioMistakeException">It cannot be run as it is.</exception>
    public static Scenario Parse(string name, string text, string folder = ".") =>
        YamlFields.Read(name, text, fields => Read(fields, folder));

    private static Scenario Read(YamlFields fields, string folder)
    {
        var scenario = new Scenario
        {
            Name = fields.Text("scenario"),
            Description = fields.Text("description", ""),
            Seed = (int)fields.Whole("seed", 0, int.MaxValue, 1),
            Terminals = fields.Mapping("terminals", ReadTerminals) ?? new TerminalFleet(),
            Retry = fields.Mapping("retry", ReadRetry) ?? new RetryPolicy(),
            Data = fields.Mapping("data", ReadData) ?? new DataSet(),
            Steps = fields.Mappings("steps", ReadStep),
            WarmUp = fields.Mapping("warm_up", warm => new WarmUp(warm.Number("rate", 0.01, 1_000_000), warm.Duration("during"))),
            Simulations = fields.Mappings("simulations", simulation => SimulationReader.Read(simulation, folder)),
            Thresholds = fields.Texts<Threshold>("thresholds", Threshold.TryRead),
            Faults = fields.Texts<Fault>("faults", Fault.TryRead),
            Generator = fields.Mapping("generator", ReadGenerator) ?? new GeneratorLimits(),
        };
        foreach (var (field, reason) in ScenarioRules.Check(scenario))
            fields.Wrong(field, reason);
        return scenario;
    }

    private static TerminalFleet ReadTerminals(YamlFields fields)
    {
        var usual = new TerminalFleet();
        return new TerminalFleet
        {
            Count = (int)fields.Whole("count", 1, 100_000, usual.Count),
            Stores = fields.Wholes("stores", usual.Stores),
            Connections = (int)fields.Whole("connections", 1, 1000, usual.Connections),
            FirstNumber = (int)fields.Whole("first_number", 1, 1_000_000_000, usual.FirstNumber),
            ThinkTime = fields.Duration("think_time", usual.ThinkTime, canBeZero: true),
            Offline = fields.Mapping("offline", spells =>
            {
                var offline = new OfflineSpells(spells.Share("share"), spells.Duration("every"), spells.Duration("lasts"));
                if (offline.Lasts >= offline.Every)
                    spells.Wrong("lasts", "a spell must be shorter than the time from one to the next (every)");
                return offline;
            }),
        };
    }

    private static RetryPolicy ReadRetry(YamlFields fields)
    {
        var usual = new RetryPolicy();
        var policy = new RetryPolicy
        {
            Attempts = (int)fields.Whole("attempts", 1, 100, usual.Attempts),
            AttemptTimeout = fields.Duration("attempt_timeout", usual.AttemptTimeout),
            Deadline = fields.Duration("deadline", usual.Deadline),
            Backoff = fields.Duration("backoff", usual.Backoff),
            BackoffMax = fields.Duration("backoff_max", usual.BackoffMax),
        };
        if (policy.Deadline < policy.AttemptTimeout)
            fields.Wrong("deadline", "must leave room for one attempt (attempt_timeout)");
        if (policy.BackoffMax < policy.Backoff)
            fields.Wrong("backoff_max", "must not be below backoff");
        return policy;
    }

    private static DataSet ReadData(YamlFields fields)
    {
        var usual = new DataSet();
        return new DataSet
        {
            Accounts = (int)fields.Whole("accounts", 1, 5_000_000, usual.Accounts),
            FirstAccount = fields.Whole("first_account", 1, (1L << 52), usual.FirstAccount),
            Zipf = fields.Number("zipf", 0, 5, usual.Zipf),
            HotAccounts = (int)fields.Whole("hot_accounts", 0, 1_000_000, usual.HotAccounts),
            HotShare = fields.Share("hot_share", usual.HotShare),
            ByCard = fields.Share("by_card", usual.ByCard),
            Refusals = fields.Share("refusals", usual.Refusals),
            Duplicates = fields.Share("duplicates", usual.Duplicates),
            BalanceMinor = fields.Whole("balance_minor", 0, 1_000_000_000, usual.BalanceMinor),
            Points = fields.Whole("points", 0, 1_000_000_000, usual.Points),
        };
    }

    private static Step ReadStep(YamlFields fields)
    {
        var kind = fields.Choice("step", _kinds);
        return new Step
        {
            Kind = kind,
            Name = fields.Text("name", _kinds.First(pair => pair.Value == kind).Key),
            Weight = fields.Number("weight", 0, 1_000_000, 1),
            Amount = fields.Amount("amount", new AmountRange(1000, 1000)),
            MultipleOf = fields.Whole("multiple_of", 1, 1_000_000, 1),
            AllowPartial = fields.Flag("allow_partial"),
            StoredValue = fields.Flag("stored_value"),
            LinesCount = (int)fields.Whole("lines", 1, 200, 3),
            Reason = fields.Text("reason", "load"),
            OnRecent = fields.Flag("on_recent"),
            BatchCount = (int)fields.Whole("batch", 1, 1000, 1),
        };
    }

    private static GeneratorLimits ReadGenerator(YamlFields fields)
    {
        var usual = new GeneratorLimits();
        return new GeneratorLimits
        {
            OutstandingMaxCount = (int)fields.Whole("outstanding_max", 1, 100_000, usual.OutstandingMaxCount),
            LagP99Max = fields.Duration("lag_p99_max", usual.LagP99Max),
            CpuMax = fields.Share("cpu_max", usual.CpuMax),
            DrainMax = fields.Duration("drain_max", usual.DrainMax),
        };
    }
}
