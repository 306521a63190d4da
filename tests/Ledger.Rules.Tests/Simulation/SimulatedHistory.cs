using System.Globalization;
using System.Text;
using Ledger.Rules.Basics;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>
/// One random history, made from a seed: every operation goes to the rules and to the second model, and both must give the same answer and
/// know the same of the account.
/// </summary>
internal sealed class SimulatedHistory
{
    private readonly Dictionary<short, IReadOnlyList<ProgramRules>> _programs;
    private readonly List<(Sending Sending, DateTime Now)> _steps = [];

    public SimulatedHistory(int seed, int operations)
    {
        Seed = seed;
        var random = new Random(seed);
        var change = new DateTime(2026, 9, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(random.Next(-100, 300));
        var programs = new RandomProgram(random);
        _programs = new Dictionary<short, IReadOnlyList<ProgramRules>> { [1] = programs.Versions(1, change),
            [2] = programs.Versions(2, change) };
        Plain = new PlainLedger(RulesAt);
        Rules = new RulesAtWork(RulesAt);
        var life = new RandomLife(random, Plain);
        for (var count = 0; count < operations && Difference is null; count++)
        {
            var sending = life.Next();
            _steps.Add((sending, life.Now));
            Difference = Step(Rules, Plain, sending, life.Now);
        }
    }

    public int Seed { get; }
    public PlainLedger Plain { get; }
    public RulesAtWork Rules { get; }
    public IReadOnlyList<(Sending Sending, DateTime Now)> Steps => _steps;
    /// <summary>Where the two part; null: nowhere.</summary>
    public string? Difference { get; }

    public ProgramRules RulesAt(short program, DateTime when) => _programs[program].Last(version => version.ActiveFrom <= when);

    public IEnumerable<ProgramRules> Versions => _programs.Values.SelectMany(versions => versions);

    /// <summary>The fewest of the steps that still show a difference, in words.</summary>
    public string Explained()
    {
        var (steps, difference) = (_steps.ToList(), Difference);
        for (var size = Math.Max(1, steps.Count / 2); size >= 1; size /= 2)
            for (var start = 0; start < steps.Count - 1;)
            {
                List<(Sending, DateTime)> fewer = [.. steps.Take(start), .. steps.Skip(start + size)];
                if (Replay(fewer) is { } still) (steps, difference) = (fewer, still);
                else start += size;
            }
        var told = new StringBuilder();
        told.AppendLine(CultureInfo.InvariantCulture, $"LEDGER_SIM_SEED={Seed} replays it.").AppendLine(difference);
        var (rules, plain) = (new RulesAtWork(RulesAt), new PlainLedger(RulesAt));
        foreach (var (sending, now) in steps)
        {
            told.AppendLine(Words.Of(sending));
            Step(rules, plain, sending, now);
            if (plain.Entries.TryGetValue(sending.Operation.Key, out var entry)) told.AppendLine("    " + entry.Told);
        }
        return told.Append(RulesAt(steps[^1].Sending.Operation.Program, steps[^1].Sending.Operation.BusinessTime)).ToString();
    }

    private string? Replay(IEnumerable<(Sending Sending, DateTime Now)> steps)
    {
        var (rules, plain) = (new RulesAtWork(RulesAt), new PlainLedger(RulesAt));
        foreach (var (sending, now) in steps)
            if (Step(rules, plain, sending, now) is { } difference) return difference;
        return null;
    }

    private static string? Step(RulesAtWork rules, PlainLedger plain, Sending sending, DateTime now)
    {
        string? said, should;
        try
        {
            said = rules.Post(sending, now);
        }
        catch (Exception broken) when (broken is InvariantBrokenException or InvalidOperationException or NotSupportedException
            or ArgumentException or OverflowException or NullReferenceException or IndexOutOfRangeException)
        {
            return $"{Words.Of(sending)}\n  the rules broke: {broken}";
        }
        try
        {
            should = plain.Post(sending, now);
        }
        catch (Exception broken) when (broken is InvalidOperationException or NullReferenceException or KeyNotFoundException)
        {
            return $"{Words.Of(sending)}\n  rules: {said}\n  the second model broke: {broken}";
        }
        if (said == Words.MergeUnderWay && should == said) return null;
        if (said != should) return $"{Words.Of(sending)}\n  rules: {said}\n  model: {should}";
        var account = plain.AnsweringFor(sending.Operation);
        if (!plain.Members.TryGetValue(account, out var member))
            return rules.Accounts.TryGetValue(account, out var opened) && opened.IsOpen ? "Only the rules opened it." : null;
        var (known, knows) = (Words.Of(rules.Accounts[account]), Words.Of(member));
        return known == knows ? null : $"{Words.Of(sending)}\n  {said}\n  rules: {known}\n  model: {knows}";
    }
}
