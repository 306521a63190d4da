using Ledger.Rules.Asked;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Partitions;
using Ledger.Server.Programs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Crash.Tests.Journals;

/// <summary>One writer on a journal that fails on command, and what a test asks of it.</summary>
internal sealed class WorkerRig : IAsyncDisposable
{
    /// <summary>How long anything may take before a test gives up: far above what it takes, so that it only ends hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _ended = new();
    private readonly short _partition;

    public WorkerRig(JournalStore store, short partition = 0, Script? script = null, Limits? limits = null, string node = "node",
        InstantTime? time = null, short[]? partitions = null, ILogger? logger = null, bool isShared = false)
    {
        (Store, Script, Limits) = (store, script ?? new Script(), limits ?? new Limits());
        Time = time ?? new InstantTime(Members.Start);
        _partition = partition;
        // A lane for each partition, so that those of one node may stand beside each other.
        Journal = new FaultyJournal(store, partition, Guid.CreateVersion7(), node, Script);
        Worker = new LaneWorker(
            partition, partitions ?? [partition], Journal, Members.Programs, Limits, Time, logger ?? NullLogger.Instance, null, null, null,
            isShared);
        Running = Task.Run(Worker.RunAsync);
    }

    public JournalStore Store { get; }

    public Script Script { get; }

    public Limits Limits { get; }

    public InstantTime Time { get; }

    public FaultyJournal Journal { get; }

    public LaneWorker Worker { get; }

    public Task Running { get; }

    /// <summary>What the writer does with its first partition.</summary>
    public PartitionStatus Status => Worker.Partitions[0].Status;

    /// <summary>A writer that has taken its partition over and opened the accounts 1 to <paramref name="accounts"/>.</summary>
    public static async Task<WorkerRig> StartAsync(int accounts = 0, Limits? limits = null, JournalStore? store = null)
    {
        var rig = new WorkerRig(store ?? new JournalStore(1), limits: limits);
        rig.Tick();
        await rig.Worker.Settled.WaitAsync(Patience);
        foreach (var account in Enumerable.Range(1, accounts)) await rig.PostedAsync(Members.Open(account));
        return rig;
    }

    public TestPosting Hand(Operation operation, DateTime? deadline = null, short? partition = null)
    {
        var posting = new TestPosting(operation) { Deadline = deadline ?? DateTime.MaxValue, Partition = partition ?? _partition };
        Worker.Hand(posting);
        return posting;
    }

    public async Task<V1.Receipt> PostedAsync(Operation operation, short? partition = null)
    {
        var answer = await Hand(operation, partition: partition).Answered;
        return answer.Receipt ?? throw new InvalidOperationException($"Not a receipt but {answer.Problem}.");
    }

    /// <summary>The account as the writer knows it.</summary>
    public async Task<AccountState> AskAsync(long account, short? partition = null)
    {
        var question = new AccountQuestion(account) { Partition = partition ?? _partition };
        Worker.Hand(question);
        var (state, problem) = await question.Completion.WaitAsync(Patience);
        return state ?? throw new InvalidOperationException($"Not a state but {problem}.");
    }

    public void Tick() => Worker.Hand(new Tick());

    /// <summary>Occupies the writer with a commit, so that what is handed over meanwhile becomes one batch.</summary>
    public async Task<Gate> OccupyAsync(long account)
    {
        var gate = Script.Hold(JournalStep.Append);
        Hand(Members.Accrue(account, 1));
        await gate.Reached;
        return gate;
    }

    public async Task StopAsync()
    {
        Worker.Stop();
        await Running.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (_ended.IsCancellationRequested) return;
        await _ended.CancelAsync();
        await StopAsync();
        await Worker.DisposeAsync();
        _ended.Dispose();
    }
}
