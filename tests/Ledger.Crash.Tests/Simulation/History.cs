using Ledger.Crash.Tests.Journals;
using Ledger.Server.Basics;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Simulation;

/// <summary>
/// One random history: servers that fail, tills that come back with the same key until they are answered, then a quiet end and all
/// the checks. Everything is drawn from the seed and runs on one thread at a time; only checkpoints run beside it, as in the product.
/// </summary>
internal sealed class History
{
    private const int Tills = 4;
    private const int OperationsOfATill = 14;

    private readonly Random _random;
    private readonly Limits _limits;
    private readonly double _rate;
    private readonly InstantTime _time = new(Members.Start);
    private readonly SimulatedServer[] _servers;
    private readonly int _lanes;
    private int _lives;

    private History(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        Store = new JournalStore(_random.Next(1, 6)) { IsUnacceptable = row => row.Reference == SimulatedTill.Poison };
        Budget = new FaultBudget(_random.Next(10, 120));
        _rate = Pick(0.03, 0.1, 0.3);
        var commitMax = Pick(1, 3, 100);
        _limits = new Limits
        {
            CommitMaxCount = commitMax,
            BatchMaxCount = 1,
            StreamMaxUnanswered = 1,
            QueueMaxCount = Math.Max(commitMax, Pick(4, 1000)),
            CachedAccountsMaxCount = Pick(commitMax, 1000),
            RecentKeysMaxCount = Pick(1, 5, 1000),
            CommitMaxAttempts = Pick(3, 10),
            CheckpointLagMaxRows = Pick(1, 4, 50_000),
            CheckpointMaxCount = Pick(1, 3, 500),
        };
        _servers = new SimulatedServer[Pick(1, 1, 2)];
        _lanes = Pick(1, 2, 2, 3);
    }

    public int Seed { get; }

    public JournalStore Store { get; }

    public FaultBudget Budget { get; }

    public List<SimulatedTill> AllTills { get; } = [];

    /// <summary>Runs the history of a seed. Throws what does not hold.</summary>
    public static async Task<History> RunAsync(int seed)
    {
        var history = new History(seed);
        var oneAtATime = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        await Task.Factory.StartNew(history.PlayAsync, CancellationToken.None, TaskCreationOptions.None, oneAtATime).Unwrap()
            .WaitAsync(TimeSpan.FromSeconds(30));
        return history;
    }

    /// <summary>The partition of an account; few accounts, so that tills meet on them.</summary>
    public short PartitionOf(long account) => (short)(account % Store.Partitions);

    /// <summary>Time goes on while a till waits.</summary>
    public void Wait() => _time.Set(_time.GetUtcNow().AddMilliseconds(_limits.RetryDelayMilliseconds));

    /// <summary>A server a till may turn to now.</summary>
    public SimulatedServer AnyServer(Random random) => _servers[random.Next(_servers.Length)];

    private async Task PlayAsync()
    {
        for (var i = 0; i < _servers.Length; i++) Start(i);
        for (var i = 0; i < Tills; i++) AllTills.Add(new SimulatedTill(this, unchecked(Seed * 131 + i), OperationsOfATill));
        await Task.WhenAll(AllTills.Select(till => till.PlayAsync()));

        // The quiet end: nothing fails any more, the servers stop in order.
        Budget.Close();
        foreach (var server in _servers) await server.StopAsync();
        HistoryChecks.Check(this);
        await CheckTakeOverAsync();
    }

    private void Start(int index)
    {
        var server = new SimulatedServer(
            Store, $"server {index}", _lanes, unchecked(Seed * 1009 + ++_lives), _rate, Budget, _limits, _time);
        _servers[index] = server;
        for (short partition = 0; partition < Store.Partitions; partition++) server.Hand(partition, new Tick());
        _ = server.Died.ContinueWith(_ => Start(index), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Current);
    }

    /// <summary>Whoever takes over at the end knows of every account what its rows say.</summary>
    private async Task CheckTakeOverAsync()
    {
        // A writer that stopped while it was without its partition gives nothing back: the lease runs out.
        for (short partition = 0; partition < Store.Partitions; partition++) Store.ExpireLease(partition);
        var last = new SimulatedServer(Store, "last", 2, Seed, 0, Budget, _limits, _time);
        foreach (var account in Store.AllRows().GroupBy(row => row.Account))
        {
            var question = new AccountQuestion(account.Key);
            last.Hand(PartitionOf(account.Key), question);
            var (state, problem) = await question.Completion;
            var newest = account.Last();
            if (state is null || (state.LastSeq, state.Points, state.Principal, state.Bonus) != (newest.Seq, newest.PointsAfter,
                newest.PrincipalAfter, newest.BonusAfter))
                throw new BrokenHistoryException("I6", $"account {account.Key} ({problem?.Message}) is at row {state?.LastSeq} with {state?.Points}/{state?.Principal}/{state?.Bonus}, its newest row is {newest.Seq} with {newest.PointsAfter}/{newest.PrincipalAfter}/{newest.BonusAfter}");
        }
        await last.StopAsync();
    }

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}

/// <summary>A history in which something does not hold.</summary>
internal sealed class BrokenHistoryException(string invariant, string what) : Exception($"{invariant}: {what}");
