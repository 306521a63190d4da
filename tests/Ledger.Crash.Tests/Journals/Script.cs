using System.Collections.Concurrent;
using Ledger.Rules.Rows;

namespace Ledger.Crash.Tests.Journals;

/// <summary>Faults written down by a test: what the next appends come to, which calls throw how often, where to wait.</summary>
internal sealed class Script : FaultPlan
{
    private readonly ConcurrentQueue<AppendFault> _appends = new();
    private readonly ConcurrentDictionary<JournalStep, int> _throws = new();
    private readonly ConcurrentDictionary<JournalStep, int> _throwsAfter = new();
    private readonly ConcurrentDictionary<JournalStep, Gate> _gates = new();
    private Gate? _committed;

    /// <summary>What every append comes to once the queue of <see cref="Appends"/> is used up; null: nothing goes wrong.</summary>
    public AppendFault? Always { get; set; }

    /// <summary>What the next appends come to, one after the other.</summary>
    public void Appends(params AppendFault[] faults)
    {
        foreach (var fault in faults) _appends.Enqueue(fault);
    }

    /// <summary>The next <paramref name="times"/> calls of <paramref name="step"/> throw a passing exception.</summary>
    public void Throw(JournalStep step, int times) => _throws[step] = times;

    /// <summary>The same, after the database has done what was asked.</summary>
    public void ThrowAfter(JournalStep step, int times) => _throwsAfter[step] = times;

    /// <summary>The next call of <paramref name="step"/> waits at the gate.</summary>
    public Gate Hold(JournalStep step) => _gates[step] = new Gate();

    /// <summary>The next commit waits at the gate before its writer learns of it.</summary>
    public Gate HoldCommitted() => _committed = new Gate();

    public override async Task BeforeAsync(JournalStep step)
    {
        if (_gates.TryRemove(step, out var gate)) await gate.PassAsync();
        if (_throws.GetValueOrDefault(step) is not (> 0 and var left)) return;
        _throws[step] = left - 1;
        throw Passing(left);
    }

    public override Task AfterAsync(JournalStep step)
    {
        if (_throwsAfter.GetValueOrDefault(step) is not (> 0 and var left)) return Task.CompletedTask;
        _throwsAfter[step] = left - 1;
        throw Passing(left);
    }

    public override AppendFault OnAppend(IReadOnlyList<JournalRow> rows) =>
        _appends.TryDequeue(out var fault) ? fault : Always ?? AppendFault.None;

    public override async Task CommittedAsync()
    {
        if (Interlocked.Exchange(ref _committed, null) is { } gate) await gate.PassAsync();
    }
}

/// <summary>A place where the writer waits until the test lets it pass.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the writer stands at the gate.</summary>
    public Task Reached => _reached.Task.WaitAsync(WorkerRig.Patience);

    public void Open() => _open.TrySetResult();

    public Task PassAsync()
    {
        _reached.TrySetResult();
        return _open.Task;
    }
}
