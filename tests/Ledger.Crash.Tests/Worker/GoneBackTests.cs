using Ledger.Crash.Tests.Journals;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Partitions;
using Microsoft.Extensions.Logging;

namespace Ledger.Crash.Tests.Worker;

/// <summary>
/// A database that forgets what it has acknowledged: a standby that was behind became the primary, or a backup was put in its place, under
/// a server that goes on.
/// </summary>
public sealed class GoneBackTests
{
    private const int Accounts = 1000;

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(50_000)]
    public async Task I6_I11_What_was_lost_is_not_spent_and_never_written_down_and_the_ledger_goes_on(int lagMaxRows)
    {
        var (store, log) = (new JournalStore(4), new ErrorLog());
        await using var rig = new WorkerRig(
            store, partitions: [0, 1, 2, 3], limits: new Limits { CheckpointLagMaxRows = lagMaxRows }, logger: log);
        await AllAsync(account => rig.Hand(Members.Open(account), partition: PartitionOf(account)));
        await AllAsync(account => rig.Hand(Members.TopUp(account, 10_000), partition: PartitionOf(account)));
        var replicated = store.Remember();
        await AllAsync(account => rig.Hand(Members.TopUp(account, 10_000), partition: PartitionOf(account)));

        replicated();

        await AllAsync(account => rig.Hand(Members.Debit(account, 15_000), partition: PartitionOf(account)), V1.Outcome.InsufficientFunds);
        await AllAsync(account => rig.Hand(Members.Debit(account, 10_000), partition: PartitionOf(account)));
        Assert.True(rig.Worker.CommitsLost > 0);
        Assert.Contains(log.Errors, error => error.Contains("The database has gone back", StringComparison.Ordinal));
        Assert.Contains(log.Errors, error => error.Contains("is shorter than what was acknowledged", StringComparison.Ordinal));
        await rig.StopAsync();
        CheckCheckpoints(store);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task I11_An_idle_server_notices_by_itself_and_a_question_is_not_answered_from_what_was_lost(bool byQuestion)
    {
        var store = new JournalStore(1);
        await using var rig = await WorkerRig.StartAsync(accounts: 1, store: store);
        var replicated = store.Remember();
        await rig.PostedAsync(Members.TopUp(1, 10_000));

        replicated();

        if (!byQuestion)
            await Eventually.HoldsAsync(() =>
            {
                rig.Tick();
                return rig.Worker.CommitsLost > 0;
            });
        Assert.Equal(0, (await rig.AskAsync(1)).Principal);
        Assert.Equal(1, rig.Worker.CommitsLost);
    }

    [Fact]
    public async Task I6_A_checkpoint_under_way_of_what_was_lost_is_not_written()
    {
        var store = new JournalStore(1);
        await using var rig = await WorkerRig.StartAsync(accounts: 1, new Limits { CheckpointLagMaxRows = 2 }, store);
        var replicated = store.Remember();
        var gate = rig.Script.Hold(JournalStep.Checkpoint);
        for (var i = 0; i < 4; i++) await rig.PostedAsync(Members.TopUp(1, 100));
        await gate.Reached;

        replicated();
        gate.Open();

        await Eventually.HoldsAsync(() =>
        {
            rig.Tick();
            return rig.Worker.CommitsLost > 0;
        });
        Assert.Equal(0, (await rig.AskAsync(1)).Principal);
        await rig.PostedAsync(Members.TopUp(1, 7));
        await rig.StopAsync();
        Assert.Equal((2, 7), (store.Checkpoints(0)[1].LastSeq, store.Checkpoints(0)[1].Principal));
    }

    [Fact]
    public async Task I11_Two_servers_of_which_one_had_taken_over_do_not_both_write_after_the_take_over_is_lost()
    {
        var store = new JournalStore(1);
        await using var first = await WorkerRig.StartAsync(accounts: 1, store: store);
        await first.PostedAsync(Members.TopUp(1, 500));
        var replicated = store.Remember();
        store.ExpireLease(0);
        await using var second = new WorkerRig(store, node: "second");
        Assert.Equal(500, (await second.AskAsync(1)).Principal);

        replicated();

        // The database knows the first one alone, who never heard of the other.
        Assert.Equal(V1.Outcome.Posted, (await first.PostedAsync(Members.Debit(1, 400))).Outcome);
        Assert.Equal("HELD_ELSEWHERE", (await second.Hand(Members.Debit(1, 400)).Answered).Reason);
        Assert.Equal(100, (await first.AskAsync(1)).Principal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I6_A_checkpoint_ahead_of_the_journal_is_never_served_but_folded_anew(bool isInTail)
    {
        var store = new JournalStore(1);
        AccountState wrong;
        await using (var rig = await WorkerRig.StartAsync(accounts: 2, store: store))
        {
            await rig.PostedAsync(Members.TopUp(1, 100));
            await rig.StopAsync();
            wrong = store.Checkpoints(0)[1];
        }
        for (var seq = 4; seq < 10; seq++)
            wrong.Apply(store.Rows(0)[2] with { Seq = seq, PrevSeq = seq - 1, PrincipalAfter = wrong.Principal + 100 });
        if (isInTail)
            await using (var rig = await WorkerRig.StartAsync(store: store))
            {
                rig.Script.Throw(JournalStep.Checkpoint, int.MaxValue);
                await rig.PostedAsync(Members.TopUp(1, 1));
            }
        store.ExpireLease(0);
        store.PutCheckpoint(0, wrong);

        await using (var next = new WorkerRig(store, node: "next"))
        {
            Assert.Equal(isInTail ? 101 : 100, (await next.AskAsync(1)).Principal);
            // The journal grows past the row that the checkpoint spoke of.
            for (var i = 0; i < 20; i++) await next.PostedAsync(Members.TopUp(2, 1));
            next.Script.Throw(JournalStep.Checkpoint, int.MaxValue);
        }
        store.ExpireLease(0);

        await using (var last = new WorkerRig(store, node: "last"))
            Assert.Equal(V1.Outcome.InsufficientFunds, (await last.PostedAsync(Members.Debit(1, 150))).Outcome);
        CheckCheckpoints(store);
    }

    private static short PartitionOf(int account) => (short)(account % 4);

    private static async Task AllAsync(Func<int, TestPosting> hand, V1.Outcome expected = V1.Outcome.Posted)
    {
        var postings = Enumerable.Range(1, Accounts).Select(hand).ToArray();
        foreach (var posting in postings) Assert.Equal(expected, (await posting.Answered).Outcome);
    }

    /// <summary>What each checkpoint says is what the rows up to it come to.</summary>
    private static void CheckCheckpoints(JournalStore store)
    {
        for (short partition = 0; partition < store.Partitions; partition++)
        {
            var states = new Dictionary<long, AccountState>();
            var checkpoints = store.Checkpoints(partition);
            foreach (var row in store.Rows(partition))
            {
                if (!states.TryGetValue(row.Account, out var state)) states.Add(row.Account, state = new AccountState(row.Account));
                state.Apply(row);
            }
            foreach (var (account, checkpoint) in checkpoints)
                Assert.Equal((states[account].LastSeq, states[account].Principal), (checkpoint.LastSeq, checkpoint.Principal));
        }
    }

    private sealed class ErrorLog : ILogger
    {
        private readonly List<string> _errors = [];

        public IReadOnlyList<string> Errors
        {
            get
            {
                lock (_errors) return [.. _errors];
            }
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (logLevel < LogLevel.Error) return;
            lock (_errors) _errors.Add(formatter(state, exception));
        }
    }
}
