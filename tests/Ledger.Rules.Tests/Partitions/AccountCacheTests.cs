using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Partitions;

namespace Ledger.Rules.Tests.Partitions;

/// <summary>The cache against a model of what is published and what is durable, over random work.</summary>
public sealed class AccountCacheTests
{
    [Fact]
    public void I6_What_is_not_in_a_checkpoint_stays_and_is_the_newest() => Cases.Hold(CacheWork.Any, 300, work =>
        work.Run(play =>
        {
            foreach (var account in play.NotDurable)
            {
                Assert.True(play.Cache.TryGet(account, out var state), $"account {account} is gone, and its rows are in no checkpoint");
                Assert.Same(play.Newest[account], state);
            }
        }));

    [Fact]
    public void I6_What_is_found_is_never_an_older_state() => Cases.Hold(CacheWork.Any, 300, work =>
        work.Run(play =>
        {
            foreach (var account in CacheWork.Accounts)
                if (play.Cache.TryGet(account, out var state)) Assert.Same(play.Newest[account], state);
        }));

    [Fact]
    public void I6_A_checkpoint_never_claims_a_row_that_is_not_written() => Cases.Hold(CacheWork.Any, 300, work =>
        work.Run(play =>
        {
            foreach (var (seq, account) in play.Rows)
                if (seq <= play.Claimed)
                    Assert.True(play.Durable.GetValueOrDefault(account) >= seq,
                    $"row {seq} of account {account} is claimed up to {play.Claimed}");
        }));

    [Fact]
    public void I6_The_oldest_row_that_waits_for_its_checkpoint_is_known() => Cases.Hold(CacheWork.Any, 300, work =>
        work.Run(play =>
        {
            var waiting = play.Rows.Where(row => play.Durable.GetValueOrDefault(row.Account) < row.Seq).Select(row => row.Seq).ToList();
            // It may name one that has just been written beside another: such an account is written once more.
            if (waiting.Count > 0)
                Assert.True(play.Cache.OldestDirtyAt <= waiting.Min(),
                $"{play.Cache.OldestDirtyAt} is said to wait, {waiting.Min()} does");
        }));

    [Fact]
    public void I6_A_state_is_not_used_again_while_somebody_may_read_it() => Cases.Hold(CacheWork.Any, 300, work =>
        work.Run(play =>
        {
            foreach (var (state, account, lastSeq) in play.Lent) Assert.Equal((account, lastSeq), (state.Account, state.LastSeq));
            foreach (var (account, state) in play.Newest) Assert.Equal(account, state.Account);
        }));

    [Fact]
    public void A_replaced_state_that_nobody_has_is_given_back()
    {
        var cache = new AccountCache(9);
        var (first, second, third) = (State(1, 1), State(1, 2), State(1, 3));
        Assert.Null(cache.Publish(first, 1, 1));
        Assert.Same(first, cache.Publish(second, 2, 2));
        cache.Lend(1);
        Assert.Null(cache.Publish(third, 3, 3));
        // The fold at a take-over publishes the object that is there.
        Assert.Null(cache.Publish(third, 4, 4));
    }

    [Fact]
    public void Everything_is_written_when_checkpoints_go_on_for_long_enough() => Cases.Hold(CacheWork.Any, 300, work =>
    {
        var play = work.Run(_ => { });
        for (var i = 0; i < 2 * CacheWork.Accounts.Count + 2; i++) play.CheckpointDone();
        Assert.Equal((0, (long?)null), (play.Cache.DirtyCount, play.Cache.OldestDirtyAt));
        Assert.Equal(play.LastSeq, play.Claimed);
    });

    [Fact]
    public void I13_The_accounts_that_need_not_stay_are_within_the_bound() => Cases.Hold(CacheWork.Any, 300, work =>
    {
        work.Run(play =>
        {
            Assert.True(play.Cache.DirtyCount >= play.NotDurable.Count);
            if (play.Evicts) Assert.True(play.Cache.Count - play.Cache.DirtyCount <= CacheWork.MaxCleanCount,
                $"{play.Cache.Count} accounts, of which {play.Cache.DirtyCount} wait for their checkpoint; the bound is {CacheWork.MaxCleanCount} more");
        });
    });

    [Fact]
    public void I13_Accounts_that_were_all_used_lately_go_too_when_there_are_too_many()
    {
        var cache = new AccountCache(3);
        for (var account = 1; account <= 10; account++) cache.Publish(State(account, account), account, account);
        Assert.Equal((10, 10), (cache.Count, cache.DirtyCount));
        Next(cache, 10, 10);
        cache.CheckpointWritten();
        Assert.Equal((3, 0), (cache.Count, cache.DirtyCount));
    }

    [Fact]
    public void An_account_that_changes_while_it_is_written_counts_once()
    {
        var cache = new AccountCache(3);
        cache.Publish(State(1, 1), 1, 1);
        Next(cache, 10, 1);
        cache.Publish(State(1, 2), 2, 2);
        Assert.Equal((1, 1), (cache.Count, cache.DirtyCount));
    }

    [Fact]
    public void An_account_used_since_the_last_look_outlives_one_that_was_not()
    {
        var cache = new AccountCache(2);
        cache.AddLoaded(State(1, 0));
        cache.AddLoaded(State(2, 0));
        cache.TryGet(1, out _);
        cache.AddLoaded(State(3, 0));
        Assert.Equal((true, false, true), (cache.TryGet(1, out _), cache.TryGet(2, out _), cache.TryGet(3, out _)));
    }

    [Fact]
    public void A_failed_checkpoint_comes_again_with_the_newest_states()
    {
        var cache = new AccountCache(9);
        cache.Publish(State(1, 1), 1, 1);
        cache.Publish(State(2, 2), 2, 2);
        Assert.Equal("1 up to 1", Told(Next(cache, 1, 2)));
        cache.Publish(State(1, 3), 3, 3);
        var (states, reaches) = Next(cache, 1, 3);
        Assert.Equal((1L, 3L, 1L), (states.Single().Account, states.Single().LastSeq, reaches));
        cache.CheckpointWritten();
        Assert.Equal("2,1 up to 3", Told(Next(cache, 5, 3)));
    }

    internal static AccountState State(long account, long lastSeq) => AccountState.Restore(account, 1, lastSeq, 0, [], [], []);

    /// <summary>The next checkpoint of so many accounts; after a failure the same ones again.</summary>
    internal static (IReadOnlyList<AccountState> States, long CheckpointSeq) Next(AccountCache cache, int maxCount, long lastSeq)
    {
        if (!cache.IsWriting)
            for (var count = 0; count < maxCount && cache.WaitsSince is not null; count++) cache.WriteNext();
        return cache.Writing(lastSeq);
    }

    private static string Told((IReadOnlyList<AccountState> States, long CheckpointSeq) next) =>
        $"{string.Join(",", next.States.Select(state => state.Account))} up to {next.CheckpointSeq}";
}
