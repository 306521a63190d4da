using Ledger.Load.Scenarios;
using Ledger.Tooling.Draws;

namespace Ledger.Load.Data;

/// <summary>Draws requests by the scenario's weights and shares from one seeded source. For one caller at a time.</summary>
internal sealed class RequestDraw
{
    /// <summary>The step that debits an empty account.</summary>
    public const string RefusedDebit = "refused debit";

    /// <summary>The step that repeats an answered operation.</summary>
    public const string Repeat = "repeat";

    private readonly Scenario _scenario;
    private readonly Random _random;
    private readonly Weights _weights;
    private readonly Zipf _zipf;
    private readonly int _filled;

    public RequestDraw(Scenario scenario, Random random)
    {
        _scenario = scenario;
        _random = random;
        _filled = scenario.Data.Accounts - scenario.Data.EmptyAccounts;
        _zipf = new Zipf(_filled, scenario.Data.Zipf);
        _weights = new Weights(scenario.Steps.Select(step => step.Weight));
        Steps = [.. scenario.Steps, new Step { Kind = StepKind.Debit, Name = RefusedDebit },
            new Step { Kind = StepKind.Debit, Name = Repeat }];
    }

    /// <summary>The scenario's steps, then those that its shares of refusals and repetitions bring.</summary>
    public IReadOnlyList<Step> Steps { get; }

    public IReadOnlyList<string> StepNames => [.. Steps.Select(step => step.Name)];

    public Request Next(long intended)
    {
        var index = _weights.Draw(_random);
        var step = Steps[index];
        if (!step.IsQuestion && step.BatchCount == 1)
        {
            // One draw decides between the two, so that neither share takes from the other.
            var chance = _random.NextDouble();
            if (chance < _scenario.Data.Refusals)
                return new Request(intended, Steps.Count - 2, new Draft(EmptyAccount(), 0, 1000, ByCard: false), [], Repeats: false);
            if (chance < _scenario.Data.Refusals + _scenario.Data.Duplicates)
                return new Request(intended, index, DraftOf(step), [], Repeats: true);
        }
        var more = step.BatchCount == 1 ? [] : new Draft[step.BatchCount - 1];
        var first = DraftOf(step);
        for (var i = 0; i < more.Length; i++)
            more[i] = DraftOf(step);
        return new Request(intended, index, first, more, Repeats: false);
    }

    private Draft DraftOf(Step step)
    {
        var rank = _scenario.Data.HotShare > 0 && _random.NextDouble() < _scenario.Data.HotShare
            ? _random.Next(_scenario.Data.HotAccounts)
            : (int)_zipf.Draw(_random) - 1;
        var account = _scenario.Data.FirstAccount + rank;
        return new Draft(step.OnRecent ? 0 : account, account, AmountOf(step), _random.NextDouble() < _scenario.Data.ByCard);
    }

    private long AmountOf(Step step)
    {
        var least = (step.Amount.Least + step.MultipleOf - 1) / step.MultipleOf;
        var most = step.Amount.Most / step.MultipleOf;
        return _random.NextInt64(least, most + 1) * step.MultipleOf;
    }

    private long EmptyAccount() => _scenario.Data.FirstAccount + _filled + _random.Next(_scenario.Data.EmptyAccounts);
}
