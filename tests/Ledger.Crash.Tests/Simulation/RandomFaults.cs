using Ledger.Crash.Tests.Journals;
using Ledger.Rules.Rows;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Simulation;

/// <summary>
/// Faults drawn from a seed. Each kind of call has a sequence of its own, so that what goes wrong with the tenth append does not
/// depend on how many checkpoints ran beside it. After a number of faults the plan keeps quiet: every history comes to an end.
/// </summary>
internal sealed class RandomFaults(int seed, double rate, FaultBudget budget, Action crash, Action loseLease) : FaultPlan
{
    private readonly Random[] _random = [.. Enumerable.Range(0, 2 * (int)(JournalStep.HandBack + 1))
        .Select(i => new Random(unchecked(seed * 31 + i)))];
    private readonly Lock _gate = new();
    private volatile bool _dead;

    /// <summary>The process is gone: no call of it returns any more, and none reaches the database.</summary>
    public void Die() => _dead = true;

    public override async Task BeforeAsync(JournalStep step)
    {
        var draw = Draw((int)step);
        if (draw < rate * 0.05 && budget.Take()) crash();
        else if (draw < rate * 0.15 && budget.Take()) loseLease();
        else if (draw < rate && step != JournalStep.Append && budget.Take()) throw Passing((int)(draw * 1e6));
        await DieIfDeadAsync();
    }

    public override async Task AfterAsync(JournalStep step)
    {
        var draw = Draw((int)step + (int)JournalStep.HandBack + 1);
        await DieIfDeadAsync();
        if (draw < rate / 2 && budget.Take()) throw Passing((int)(draw * 1e6));
    }

    public override AppendFault OnAppend(IReadOnlyList<JournalRow> rows)
    {
        var draw = Draw((int)JournalStep.Append) / rate;
        if (draw >= 1 || !budget.Take()) return AppendFault.None;
        return (int)(draw * 9) switch
        {
            0 or 1 => AppendFault.UnknownCommitted,
            2 => AppendFault.UnknownLost,
            3 or 4 => AppendFault.UnknownLate,
            5 => AppendFault.Lie(AppendOutcome.Fenced),
            6 => AppendFault.Lie(AppendOutcome.DuplicateKey),
            7 => AppendFault.Lie(AppendOutcome.DuplicateCard),
            _ => AppendFault.Lie(AppendOutcome.NotCommitted),
        };
    }

    public override async Task CommittedAsync()
    {
        if (Draw((int)JournalStep.Append) < rate * 0.1 && budget.Take()) crash();
        await DieIfDeadAsync();
    }

    private Task DieIfDeadAsync() => _dead ? new TaskCompletionSource().Task : Task.CompletedTask;

    private double Draw(int sequence)
    {
        lock (_gate) return _random[sequence].NextDouble();
    }
}

/// <summary>How many faults a history may still have.</summary>
internal sealed class FaultBudget(int countMax)
{
    private int _used;
    private volatile bool _closed;

    public int Used => Math.Min(_used, countMax);

    public bool Take() => !_closed && Interlocked.Increment(ref _used) <= countMax;

    /// <summary>From now on nothing fails.</summary>
    public void Close() => _closed = true;
}
