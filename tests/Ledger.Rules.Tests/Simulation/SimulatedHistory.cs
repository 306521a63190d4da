using System.Globalization;
using System.Text;
using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>
/// One random history, made from a seed: every operation goes to the rules and to the second model, and both must give the same answer and
/// know the same of the account. Where it undoes, many an operation is reversed at once, and then it must never have been.
/// </summary>
internal sealed class SimulatedHistory
{
    private readonly Dictionary<short, IReadOnlyList<ProgramRules>> _programs;
    private readonly List<SimulatedStep> _steps = [];
    private readonly RandomLife _life;
    private readonly UndoneAtOnce _undoing = new();

    public SimulatedHistory(int seed, int operations, bool undoes = false)
    {
        Seed = seed;
        var random = new Random(seed);
        var change = new DateTime(2026, 9, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(random.Next(-100, 300));
        var programs = new RandomProgram(random);
        _programs = new Dictionary<short, IReadOnlyList<ProgramRules>> { [1] = programs.Versions(1, change),
            [2] = programs.Versions(2, change) };
        Plain = new PlainLedger(RulesAt);
        Rules = new RulesAtWork(RulesAt);
        _life = new RandomLife(random, Plain);
        var doubts = new Random(seed);
        for (var count = 0; count < operations && Difference is null; count++)
        {
            var sending = _life.Next();
            Take(new SimulatedStep(sending, _life.Now), _undoing);
            if (undoes && Difference is null && doubts.Next(2) == 0
                && Plain.Entries.TryGetValue(sending.Operation.Key, out var done) && done.Number == Plain.Entries.Count - 1)
                Take(UndoneAtOnce.Of(sending.Operation, _life.Now, Plain, count), _undoing);
        }
    }

    /// <summary>
    /// Then changes of what is known of one member, and their reversals in any order: the member is what he was before, told by
    /// <see cref="Difference"/> otherwise.
    /// </summary>
    /// <returns>How many were reversed.</returns>
    public int UndoOutOfTurn(int changes)
    {
        var account = Plain.Members.Values.FirstOrDefault(member => member.Status is AccountStatus.Active or AccountStatus.Frozen)?.Number;
        if (Difference is not null || account is not { } number) return 0;
        var (random, before) = (new Random(Seed), Words.Of(Rules.Accounts[number]));
        var done = new List<Operation>();
        for (var count = 0; count < changes && Difference is null; count++)
        {
            var sending = _life.NextChange(number);
            Take(new SimulatedStep(sending, _life.Now), _undoing);
            if (Plain.Entries.TryGetValue(sending.Operation.Key, out var entry) && entry.IsPosted) done.Add(sending.Operation);
        }
        var order = done.OrderBy(_ => random.Next()).ToList();
        for (var at = 0; at < order.Count && Difference is null; at++)
        {
            var reversal = UndoneAtOnce.Of(order[at], _life.Now, Plain, 1_000_000 + at) with { Undoes = false };
            Take(reversal, _undoing);
            if (Plain.Entries[reversal.Sending.Operation.Key].Outcome != Outcome.Posted)
                Difference ??= $"{Words.Of(reversal.Sending)}: {Plain.Entries[reversal.Sending.Operation.Key].Outcome}";
        }
        if (Difference is null && Words.Of(Rules.Accounts[number]) is var after && after != before)
            Difference = $"account {number}\n  it was: {before}\n  and is: {after}";
        return done.Count;
    }

    public int Seed { get; }
    public PlainLedger Plain { get; }
    public RulesAtWork Rules { get; }
    public IReadOnlyList<SimulatedStep> Steps => _steps;
    /// <summary>Where the two part; null: nowhere.</summary>
    public string? Difference { get; private set; }

    public ProgramRules RulesAt(short program, DateTime when) => _programs[program].Last(version => version.ActiveFrom <= when);

    public IEnumerable<ProgramRules> Versions => _programs.Values.SelectMany(versions => versions);

    /// <summary>The last of the steps, in words.</summary>
    public string Changed(int steps) => string.Join('\n', _steps.TakeLast(steps).Select(step => Words.Of(step.Sending)
        + (Plain.Entries.TryGetValue(step.Sending.Operation.Key, out var entry) ? $"\n    {entry.Told}" : "")));

    /// <summary>The fewest of the steps that still show a difference, in words.</summary>
    public string Explained()
    {
        var (steps, difference) = (_steps.ToList(), Difference);
        for (var size = Math.Max(1, steps.Count / 2); size >= 1; size /= 2)
            for (var start = 0; start < steps.Count - 1;)
            {
                List<SimulatedStep> fewer = [.. steps.Take(start), .. steps.Skip(start + size)];
                if (Replay(fewer) is { } still) (steps, difference) = (fewer, still);
                else start += size;
            }
        var told = new StringBuilder();
        told.AppendLine(CultureInfo.InvariantCulture, $"LEDGER_SIM_SEED={Seed} replays it.").AppendLine(difference);
        var (rules, plain, undoing) = (new RulesAtWork(RulesAt), new PlainLedger(RulesAt), new UndoneAtOnce());
        foreach (var step in steps)
        {
            told.AppendLine(Words.Of(step.Sending));
            Step(rules, plain, step, undoing);
            if (plain.Entries.TryGetValue(step.Sending.Operation.Key, out var entry)) told.AppendLine("    " + entry.Told);
        }
        return told.Append(RulesAt(steps[^1].Sending.Operation.Program, steps[^1].Sending.Operation.BusinessTime)).ToString();
    }

    private void Take(SimulatedStep step, UndoneAtOnce undoing)
    {
        _steps.Add(step);
        Difference = Step(Rules, Plain, step, undoing);
    }

    private string? Replay(IEnumerable<SimulatedStep> steps)
    {
        var (rules, plain, undoing) = (new RulesAtWork(RulesAt), new PlainLedger(RulesAt), new UndoneAtOnce());
        foreach (var step in steps)
            if (Step(rules, plain, step, undoing) is { } difference) return difference;
        return null;
    }

    private static string? Step(RulesAtWork rules, PlainLedger plain, SimulatedStep step, UndoneAtOnce undoing)
    {
        var (sending, now) = (step.Sending, step.Now);
        undoing.Before(step, rules, plain);
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
            return rules.Accounts.TryGetValue(account, out var opened) && opened.IsOpen ? "Only the rules know it open."
                : undoing.After(step, rules, plain);
        var (known, knows) = (Words.Of(rules.Accounts[account]), Words.Of(member));
        return known != knows ? $"{Words.Of(sending)}\n  {said}\n  rules: {known}\n  model: {knows}" : undoing.After(step, rules, plain);
    }
}

/// <param name="Undoes">It reverses the step before, which must then never have been.</param>
internal sealed record SimulatedStep(Sending Sending, DateTime Now, bool Undoes = false);
