using FsCheck;
using FsCheck.Fluent;
using Ledger.Rules.Members;
using Ledger.Rules.State;
using Ledger.Server.Partitions;

namespace Ledger.Rules.Tests.Partitions;

internal enum CacheDeed { Commit, Load, Use, Lend, StartCheckpoint, CheckpointDone, CheckpointFailed }

/// <summary>Random work for an <see cref="AccountCache"/>, and what it must amount to.</summary>
internal sealed record CacheWork(IReadOnlyList<(CacheDeed Deed, int[] Accounts)> Steps)
{
    public const int MaxCleanCount = 4;

    public static IReadOnlyList<long> Accounts { get; } = [.. Enumerable.Range(1, 12).Select(account => (long)account)];

    public static Arbitrary<CacheWork> Any { get; } = Arb.From(
        from count in Gen.Choose(1, 60)
        from steps in Gen.ArrayOf(
            from deed in Gen.Frequency(
                (5, Gen.Constant(CacheDeed.Commit)), (5, Gen.Constant(CacheDeed.Load)), (2, Gen.Constant(CacheDeed.Use)),
                (2, Gen.Constant(CacheDeed.Lend)),
                (3, Gen.Constant(CacheDeed.StartCheckpoint)), (3, Gen.Constant(CacheDeed.CheckpointDone)),
                (1, Gen.Constant(CacheDeed.CheckpointFailed)))
            from accounts in Gen.NonEmptyListOf(Gen.Choose(1, 12))
            select (deed, accounts.Take(5).ToArray()), count)
        select new CacheWork(steps), Smaller);

    /// <summary>Does the work step by step and calls <paramref name="check"/> after each; returns where it ended.</summary>
    public Play Run(Action<Play> check)
    {
        var play = new Play();
        foreach (var (deed, accounts) in Steps)
        {
            play.Do(deed, accounts);
            check(play);
        }
        return play;
    }

    public override string ToString() => string.Join("; ", Steps.Select(step => $"{step.Deed} {string.Join(",", step.Accounts)}"));

    private static IEnumerable<CacheWork> Smaller(CacheWork work)
    {
        for (var i = 0; i < work.Steps.Count; i++) yield return new CacheWork([.. work.Steps.Take(i), .. work.Steps.Skip(i + 1)]);
    }

    internal sealed class Play
    {
        private (IReadOnlyList<AccountState> States, long Reaches)? _underWay;

        public AccountCache Cache { get; } = new(MaxCleanCount);

        /// <summary>Every row, and whose it is.</summary>
        public List<(long Seq, long Account)> Rows { get; } = [];

        public Dictionary<long, AccountState> Newest { get; } = [];

        /// <summary>The row up to which an account is in its checkpoint.</summary>
        public Dictionary<long, long> Durable { get; } = [];

        /// <summary>The row up to which the partition's checkpoint claims to reach.</summary>
        public long Claimed { get; private set; }

        public long LastSeq => Rows.Count;

        private readonly List<(AccountState State, long Account, long LastSeq)> _lentToReaders = [];
        private readonly List<(AccountState State, long Account, long LastSeq)> _lentToCheckpoint = [];

        /// <summary>What somebody outside the writer may be reading, with what it said when it was given away.</summary>
        public IEnumerable<(AccountState State, long Account, long LastSeq)> Lent => _lentToReaders.Concat(_lentToCheckpoint);

        /// <summary>The last step was one after which the cache looks at its size.</summary>
        public bool Evicts { get; private set; }

        public IReadOnlyList<long> NotDurable =>
            [.. Newest.Values.Where(state => Durable.GetValueOrDefault(state.Account) < state.LastSeq).Select(state => state.Account)];

        public void Do(CacheDeed deed, int[] accounts)
        {
            Evicts = false;
            switch (deed)
            {
                case CacheDeed.Commit: Commit(accounts); break;
                case CacheDeed.Load: Load(accounts[0]); break;
                case CacheDeed.Use: Cache.TryGet(accounts[0], out _); break;
                case CacheDeed.Lend: Lend(accounts[0]); break;
                case CacheDeed.StartCheckpoint: StartCheckpoint(accounts.Length); break;
                case CacheDeed.CheckpointDone when _underWay is not null: CheckpointDone(); break;
                case CacheDeed.CheckpointFailed: _underWay = null; break;
            }
        }

        /// <summary>Finishes the checkpoint that is under way, or a new one.</summary>
        public void CheckpointDone()
        {
            StartCheckpoint(2);
            var (states, reaches) = _underWay!.Value;
            foreach (var state in states) Durable[state.Account] = state.LastSeq;
            Assert.True(reaches >= Claimed, $"the checkpoint goes back from {Claimed} to {reaches}");
            Claimed = reaches;
            Cache.CheckpointWritten();
            // Nobody reads on once it is written.
            _lentToCheckpoint.Clear();
            (_underWay, Evicts) = (null, true);
        }

        // One row for each account of the batch; all are published with the batch's first row.
        private void Commit(int[] accounts)
        {
            var first = LastSeq + 1;
            foreach (var account in accounts)
            {
                Rows.Add((LastSeq + 1, account));
                Newest[account] = AccountCacheTests.State(account, LastSeq);
            }
            foreach (var account in accounts.Distinct())
                // The writer uses a replaced state again at once: whoever still reads it would see this.
                Cache.Publish(Newest[account], first, first)?.CopyFrom(AccountCacheTests.State(999, 999_999));
        }

        private void StartCheckpoint(int maxCount)
        {
            if (_underWay is not null) return;
            _underWay = AccountCacheTests.Next(Cache, maxCount, LastSeq);
            foreach (var state in _underWay.Value.States) _lentToCheckpoint.Add((state, state.Account, state.LastSeq));
        }

        private void Lend(int account)
        {
            if (Cache.Lend(account) is { } state) _lentToReaders.Add((state, account, state.LastSeq));
        }

        private void Load(int account)
        {
            if (Cache.TryGet(account, out _)) return;
            Newest[account] = AccountCacheTests.State(account, Durable.GetValueOrDefault(account));
            Cache.AddLoaded(Newest[account]);
            Evicts = true;
        }
    }
}
