using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Journals;

/// <summary>What is read back: rows, cards, checkpoints.</summary>
public abstract partial class JournalConformance
{
    [Fact]
    public async Task The_tail_comes_in_order_behind_a_row_and_no_longer_than_asked_for()
    {
        await using var journal = await OwnedAsync();
        await using var elsewhere = await OwnedAsync(1);
        await CommitAsync(journal, new Draft(0).Next([.. Enumerable.Range(1, 9).Select(account => Members.Open(account))]));
        await CommitAsync(elsewhere, new Draft(1).Next(Members.Open(10)));

        Assert.Equal([4, 5, 6], (await journal.TailAsync(0, 3, 3, default)).Select(row => row.Seq));
        Assert.Equal([8, 9], (await journal.TailAsync(0, 7, 100, default)).Select(row => row.Seq));
        Assert.Empty(await journal.TailAsync(0, 9, 100, default));
    }

    [Fact]
    public async Task A_take_over_says_where_rows_and_checkpoints_end()
    {
        await using var before = await OwnedAsync();
        await CommitAsync(before, new Draft(0).Next(Members.Open(1), Members.Open(2), Members.Open(3)));
        await before.CheckpointAsync(Piece([], 2), default);
        await before.CheckpointAsync(Piece([], 1), default);
        await using var after = await JournalAsync();

        Assert.Equal(new Ownership(0, 2, 3, Members.Start.UtcDateTime, 2), await TakeAsync(after, atStart: true));
    }

    [Fact]
    public async Task Keys_are_found_in_any_partition_by_key_and_leg_and_unknown_ones_are_left_out()
    {
        await using var here = await OwnedAsync();
        await using var elsewhere = await OwnedAsync(1);
        var (open, topUp, other) = (Members.Open(1), Members.TopUp(1, 50_000), Members.Open(7));
        var (rows, others) = (new Draft(0).Next(open, topUp), new Draft(1).Next(other, Members.Open(8)));
        await CommitAsync(here, rows);
        await CommitAsync(elsewhere, others);

        var found = await here.FindAsync([other.Key, Guid.CreateVersion7(Members.Start), topUp.Key, topUp.Key], default);

        JournalRow[] expected = [.. rows.Rows[1..], others[0]];
        Assert.Equal(Said(expected.OrderBy(row => row.Key).ThenBy(row => row.Leg)), Said(found));
    }

    [Fact]
    public async Task What_refers_to_an_operation_is_found_with_it_and_refusals_are_not()
    {
        await using var journal = await OwnedAsync();
        var topUp = Members.TopUp(1, 1_000);
        var refused = Members.Make(1, OperationKind.ReleaseHold, original: topUp.Key);
        var rows = new Draft(0).Next(Members.Open(1), topUp, Members.Debit(1, 100), refused, Members.Reverse(1, topUp.Key));
        await CommitAsync(journal, rows);
        Assert.False(rows[3].Outcome.IsPosted());
        var reversal = rows.Rows.ToArray().Where(row => row.Kind == OperationKind.Reverse).ToArray();
        Assert.Equal([topUp.Key], reversal.Select(row => row.Original!.Value).Distinct());

        var found = await journal.FindRelatedAsync([topUp.Key], 100, default);

        Assert.Equal(Said([rows[1], .. reversal.Where(row => row.Outcome.IsPosted())]), Said(found));
        Assert.Equal(Said([rows[3]]), Said(await journal.FindRelatedAsync([refused.Key], 100, default)));
        Assert.Single(await journal.FindRelatedAsync([topUp.Key, refused.Key], 1, default));
    }

    [Fact]
    public async Task Cards_are_found_with_their_accounts_and_free_ones_are_left_out()
    {
        await using var here = await OwnedAsync();
        await using var elsewhere = await OwnedAsync(1);
        var (card, other) = (Guid.NewGuid(), Guid.NewGuid());
        await CommitAsync(here, new Draft(0).Next(Members.Open(1, card)));
        await CommitAsync(elsewhere, new Draft(1).Next(Members.Open(7, other)));

        var found = await here.FindCardsAsync([other, card, Guid.NewGuid()], default);

        Assert.Equal([(card, 1L), (other, 7L)], found.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Value));
        Assert.Empty(await here.FindCardsAsync([], default));
    }

    [Fact]
    public async Task A_checkpoint_is_loaded_as_it_was_written_and_accounts_without_one_are_left_out()
    {
        await using var journal = await OwnedAsync();
        var draft = new Draft(0);
        await CommitAsync(journal, draft.Next(
            Members.Open(1, Guid.NewGuid()), Members.TopUp(1, 50_000), Members.Accrue(1, 40), Members.Open(2)));

        await journal.CheckpointAsync(Piece([draft.State(1)], 3), default);

        var loaded = Assert.Single(await journal.LoadAsync([(0, 1), (0, 2), (0, 3)], default));
        Assert.Equal(Said(draft.State(1)), Said(loaded));
    }

    [Fact]
    public async Task I6_A_checkpoint_never_goes_back()
    {
        await using var journal = await OwnedAsync();
        var draft = new Draft(0);
        await CommitAsync(journal, draft.Next(Members.Open(1)));
        var early = draft.State(1);
        await CommitAsync(journal, draft.Next(Members.TopUp(1, 500)));

        await journal.CheckpointAsync(Piece([draft.State(1)], 2), default);
        await journal.CheckpointAsync(Piece([early], 1), default);

        Assert.Equal(500, Assert.Single(await journal.LoadAsync([(0, 1)], default)).Principal);
    }

    [Fact]
    public async Task I11_A_writer_whose_epoch_is_over_writes_no_checkpoint()
    {
        await using var before = await OwnedAsync();
        var draft = new Draft(0);
        await CommitAsync(before, draft.Next(Members.Open(1)));
        await using var after = await OwnedAsync();

        Assert.False(await before.CheckpointAsync(Piece([draft.State(1)], 1), default));

        Assert.Empty(await after.LoadAsync([(0, 1)], default));
        Assert.Equal(0, (await TakeAsync(after, atStart: false))!.CheckpointSeq);
    }
}
