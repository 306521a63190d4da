using Ledger.Rules.Rows;
using Ledger.Server.Journal.Checkpoint;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Journals;

/// <summary>A lane with several partitions.</summary>
public abstract partial class JournalConformance
{
    [Fact]
    public async Task One_commit_has_rows_of_several_partitions_each_numbered_by_itself()
    {
        await using var journal = await BothAsync();
        var (zero, one) = (new Draft(0), new Draft(1));

        await CommitAsync(journal, Mixed(zero.Next(Members.Open(1)), one.Next(Members.Open(7), Members.TopUp(7, 500))));
        await CommitAsync(journal, Mixed(one.Next(Members.Debit(7, 100)), zero.Next(Members.TopUp(1, 900))));

        Assert.Equal([1, 2], (await journal.TailAsync(0, 0, 100, default)).Select(row => row.Seq));
        Assert.Equal([1, 2, 3], (await journal.TailAsync(1, 0, 100, default)).Select(row => row.Seq));
    }

    [Fact]
    public async Task A_partition_that_stands_ahead_posts_its_rows_later_than_the_others_of_the_commit()
    {
        await using var journal = await BothAsync();
        var rows = Mixed(new Draft(0).Next(Members.Open(1)), new Draft(1).Next(Members.Open(7)));
        var later = rows[1].PostedAt = rows[1].PostedAt.AddHours(3);

        await CommitAsync(journal, rows);

        Assert.Equal(later.AddHours(-3), (await journal.TailAsync(0, 0, 1, default))[0].PostedAt);
        Assert.Equal(later, (await journal.TailAsync(1, 0, 1, default))[0].PostedAt);
    }

    [Fact]
    public async Task I11_A_dead_lane_loses_all_it_holds_as_soon_as_one_of_its_partitions_is_taken()
    {
        await using var dead = await BothAsync();
        await using var other = await JournalAsync(node: "another");
        await ExpireLeaseAsync(0);

        Assert.NotNull(await TakeAsync(other, atStart: false));

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(dead, new Draft(1).Next(Members.Open(7))));
        await using var third = await JournalAsync(number: 1, node: "third");
        Assert.NotNull(await TakeAsync(third, atStart: false, partition: 1));
    }

    [Fact]
    public async Task Further_partitions_are_taken_under_the_epoch_that_the_lane_has_and_once_others_gave_them_back()
    {
        await using var other = await JournalAsync(number: 1, node: "another");
        await TakeAsync(other, atStart: true, partition: 1);
        await using var journal = await JournalAsync();
        var first = await journal.TakeOverAsync([0, 1], atStart: true, default);
        Assert.Equal([0], first!.Taken.Select(one => (int)one.Partition));
        Assert.Empty((await journal.TakeMoreAsync([1], default))!.Taken);
        await CommitAsync(other, new Draft(1).Next(Members.Open(7)));
        await other.ReleaseAsync(default);

        var more = await journal.TakeMoreAsync([1], default);

        Assert.Equal((first.Epoch, 1L), (more!.Epoch, more.Taken.Single().LastSeq));
        await CommitAsync(journal, Mixed(new Draft(0).Next(Members.Open(1)), new Draft(1, 2).Next(Members.Open(8))));
        Assert.False(await other.ConfirmAsync(default));
    }

    [Fact]
    public async Task One_partition_is_handed_back_and_another_lane_has_it_at_once_while_the_first_goes_on_with_the_others()
    {
        await using var journal = await BothAsync();
        var (zero, one) = (new Draft(0), new Draft(1));
        await CommitAsync(journal, Mixed(zero.Next(Members.Open(1)), one.Next(Members.Open(7))));
        Assert.True(await journal.CheckpointAsync([new PartitionCheckpoint(1, [one.State(7)], 1, 1)], default));

        Assert.True(await journal.HandBackAsync(1, default));

        await using var other = await JournalAsync(number: 1, node: "another");
        var taken = (await other.TakeOverAsync([0, 1], atStart: false, default))!.Taken;
        Assert.Equal([((short)1, 1L, 1L)], taken.Select(owned => (owned.Partition, owned.LastSeq, owned.CheckpointSeq)));
        await CommitAsync(other, one.Next(Members.TopUp(7, 500)));
        await CommitAsync(journal, zero.Next(Members.TopUp(1, 900)));
        // It comes back as it went.
        Assert.True(await other.HandBackAsync(1, default));
        Assert.Equal(2, Assert.Single((await journal.TakeMoreAsync([1], default))!.Taken).LastSeq);
        Assert.False(await other.HandBackAsync(1, default));
    }

    [Fact]
    public async Task I11_What_a_lane_sent_before_it_handed_a_partition_back_and_comes_after_changes_nothing()
    {
        await using var journal = await BothAsync();
        var (zero, one) = (new Draft(0), new Draft(1));
        await CommitAsync(journal, Mixed(zero.Next(Members.Open(1)), one.Next(Members.Open(7))));
        var lateRows = one.Next(Members.TopUp(7, 500));
        var late = await LateAsync(journal);
        Assert.True(await journal.HandBackAsync(1, default));
        await using var other = await JournalAsync(number: 1, node: "another");
        Assert.Single((await other.TakeOverAsync([1], atStart: false, default))!.Taken);

        Assert.Equal(AppendOutcome.Fenced, await late(lateRows));

        Assert.Single(await journal.TailAsync(1, 0, 100, default));
        // One that knows all and has it no more writes no checkpoint of it either, beside others or alone.
        Assert.False(await journal.CheckpointAsync([new PartitionCheckpoint(1, [one.State(7)], 2, 2)], default));
        Assert.False(await journal.CheckpointAsync(
            [new PartitionCheckpoint(0, [zero.State(1)], 1, 1), new PartitionCheckpoint(1, [one.State(7)], 2, 2)], default));
        Assert.Empty(await journal.LoadAsync([(1, 7)], default));
        await CommitAsync(journal, zero.Next(Members.TopUp(1, 900)));
    }

    [Fact]
    public async Task I11_A_hand_back_that_the_database_has_forgotten_is_noticed_by_the_next_commit()
    {
        await using var journal = await BothAsync();
        Assert.True(await journal.HandBackAsync(1, default));
        await ForgetCommitAsync();

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(journal, new Draft(0).Next(Members.Open(1))));
    }

    [Fact]
    public async Task A_server_that_starts_with_fewer_lanes_takes_what_its_namesakes_other_lanes_held()
    {
        await using var first = await OwnedAsync();
        await using var second = await OwnedAsync(1);
        await using var alone = await JournalAsync();

        Assert.Equal(2, (await alone.TakeOverAsync([0, 1], atStart: true, default))!.Taken.Count);

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(second, new Draft(1).Next(Members.Open(7))));
    }

    [Fact]
    public async Task I11_A_writer_that_was_told_of_more_commits_than_the_database_has_writes_nothing_until_it_takes_over_anew()
    {
        await using var journal = await OwnedAsync();
        var draft = new Draft(0);
        await CommitAsync(journal, draft.Next(Members.Open(1)));
        await ForgetCommitAsync();

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(journal, draft.Next(Members.Open(2))));
        Assert.False(await journal.CheckpointAsync(Piece([draft.State(1)], 1), default));
        Assert.False(await journal.ConfirmAsync(default));
        Assert.False(await journal.RenewAsync(default));
        Assert.False(await journal.MistrustAsync(0, [1], 0, default));
        await journal.ReleaseAsync(default);
        Assert.Empty(await journal.LoadAsync([(0, 1)], default));
        await using var other = await JournalAsync(node: "another");
        Assert.Null(await TakeAsync(other, atStart: false));

        var anew = await journal.TakeOverAsync([0], atStart: false, default);
        Assert.Equal((1, 1L), (anew!.Taken.Count, anew.CommitsLost));
        await CommitAsync(journal, new Draft(0, 2).Next(Members.Open(2)));
    }

    [Fact]
    public async Task I11_A_take_over_that_the_database_has_forgotten_counts_as_no_hold()
    {
        await using var journal = await OwnedAsync();
        await ForgetCommitAsync();

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(journal, new Draft(0).Next(Members.Open(1))));
    }

    [Fact]
    public async Task A_checkpoint_has_accounts_of_several_partitions_and_moves_the_mark_of_each()
    {
        await using var journal = await BothAsync();
        var (zero, one) = (new Draft(0), new Draft(1));
        await CommitAsync(journal, Mixed(zero.Next(Members.Open(1)), one.Next(Members.Open(7), Members.TopUp(7, 500))));

        Assert.True(await journal.CheckpointAsync(
            [new PartitionCheckpoint(0, [zero.State(1)], 1, 1), new PartitionCheckpoint(1, [one.State(7)], 2, 2)], default));

        Assert.Equal([1, 2], (await journal.LoadAsync([(0, 1), (1, 7), (1, 1)], default)).Select(state => state.LastSeq).Order());
        await using var after = await JournalAsync();
        var taken = (await after.TakeOverAsync([0, 1], atStart: true, default))!.Taken;
        Assert.Equal([1, 2], taken.Select(owned => owned.CheckpointSeq));
    }

    [Fact]
    public async Task I6_A_checkpoint_ahead_of_the_journal_is_marked_and_the_next_one_overwrites_it()
    {
        await using var journal = await OwnedAsync();
        var draft = new Draft(0);
        await CommitAsync(journal, draft.Next(Members.Open(1), Members.TopUp(1, 500), Members.Open(2)));
        var (state, other) = (draft.State(1), draft.State(2));
        draft.Next(Members.TopUp(1, 400));
        Assert.True(await journal.CheckpointAsync(Piece([draft.State(1), other], 3), default));

        Assert.True(await journal.MistrustAsync(0, [1], 3, default));

        Assert.Equal([0, 3], (await journal.LoadAsync([(0, 1), (0, 2)], default)).Select(loaded => loaded.LastSeq).Order());
        Assert.Equal([1, 2], (await journal.RowsOfAsync(0, [1], 0, 100, default)).Select(row => row.Seq));
        Assert.True(await journal.CheckpointAsync(Piece([state], 3), default));
        Assert.Equal(Said(state), Said(Assert.Single(await journal.LoadAsync([(0, 1)], default))));
    }

    /// <summary>A lane that has both partitions.</summary>
    private async Task<ILaneJournal> BothAsync()
    {
        var journal = await JournalAsync();
        Assert.Equal(2, (await journal.TakeOverAsync([0, 1], atStart: true, default))!.Taken.Count);
        return journal;
    }

    /// <summary>Rows of several partitions, one of each in turn, as far as there are.</summary>
    private static RowBuffer Mixed(RowBuffer one, RowBuffer other)
    {
        var mixed = new RowBuffer();
        for (var at = 0; at < Math.Max(one.Count, other.Count); at++)
        {
            if (at < one.Count) mixed.Add() = one[at];
            if (at < other.Count) mixed.Add() = other[at];
        }
        return mixed;
    }
}
