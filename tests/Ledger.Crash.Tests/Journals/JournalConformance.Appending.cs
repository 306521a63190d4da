using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Journal.Commit;

namespace Ledger.Crash.Tests.Journals;

/// <summary>What an append comes to.</summary>
public abstract partial class JournalConformance
{
    [Fact]
    public async Task What_is_committed_is_read_back_as_it_was_written_and_the_next_rows_follow_it()
    {
        await using var journal = await OwnedAsync();
        var draft = new Draft(0);
        var (first, second) = (draft.Next(Members.Open(1, Guid.NewGuid()), Members.TopUp(1, 50_000)), draft.Next(Members.Debit(1, 51_000)));

        await CommitAsync(journal, first);
        await CommitAsync(journal, second);

        Assert.Equal([.. Said(first.Rows.ToArray()), .. Said(second.Rows.ToArray())], Said(await journal.TailAsync(0, 0, 100, default)));
    }

    [Fact]
    public async Task I5_A_key_that_is_in_the_journal_keeps_the_whole_batch_out_and_the_journal_goes_on()
    {
        await using var journal = await OwnedAsync();
        var draft = new Draft(0);
        var topUp = Members.TopUp(1, 500);
        await CommitAsync(journal, draft.Next(Members.Open(1), topUp));

        Assert.Equal(AppendOutcome.DuplicateKey, await AppendAsync(journal, new Draft(0, 3).Next(Members.Open(2), Open(3, topUp.Key))));

        Assert.Equal(2, (await journal.TailAsync(0, 0, 100, default)).Count);
        await CommitAsync(journal, draft.Next(Members.Debit(1, 100)));
    }

    [Fact]
    public async Task I5_A_key_of_another_partition_is_a_duplicate_too()
    {
        await using var here = await OwnedAsync();
        await using var elsewhere = await OwnedAsync(1);
        var open = Members.Open(1);
        await CommitAsync(elsewhere, new Draft(1).Next(open));

        Assert.Equal(AppendOutcome.DuplicateKey, await AppendAsync(here, new Draft(0).Next(Open(2, open.Key))));
    }

    [Fact]
    public async Task I5_A_key_is_a_duplicate_within_one_batch()
    {
        await using var journal = await OwnedAsync();
        var open = Members.Open(1);

        Assert.Equal(AppendOutcome.DuplicateKey, await AppendAsync(journal, new Draft(0).Next(open, Open(2, open.Key))));
    }

    [Fact]
    public async Task A_card_that_points_at_an_account_keeps_the_whole_batch_out()
    {
        await using var here = await OwnedAsync();
        await using var elsewhere = await OwnedAsync(1);
        var card = Guid.NewGuid();
        await CommitAsync(elsewhere, new Draft(1).Next(Members.Open(7, card)));

        Assert.Equal(AppendOutcome.DuplicateCard, await AppendAsync(here, new Draft(0).Next(Members.Open(1), Members.Open(2, card))));

        Assert.Empty(await here.TailAsync(0, 0, 100, default));
        await CommitAsync(here, new Draft(0).Next(Members.Open(1)));
    }

    [Fact]
    public async Task An_identifier_of_another_member_is_a_duplicate_and_ones_own_is_not()
    {
        await using var journal = await OwnedAsync();
        var (draft, mobile) = (new Draft(0), Guid.NewGuid());
        await CommitAsync(journal, draft.Next(WithMobile(1, OperationKind.OpenAccount, mobile)));

        var another = new Draft(0, 2).Next(WithMobile(2, OperationKind.OpenAccount, mobile));
        Assert.Equal(AppendOutcome.DuplicateCard, await AppendAsync(journal, another));
        await CommitAsync(journal, draft.Next(WithMobile(1, OperationKind.Describe, mobile)));
    }

    [Fact]
    public async Task An_identifier_in_whose_place_another_has_come_names_nobody_and_may_be_given_to_somebody_else()
    {
        await using var journal = await OwnedAsync();
        var (draft, old, mobile) = (new Draft(0), Guid.NewGuid(), Guid.NewGuid());
        await CommitAsync(journal, draft.Next(WithMobile(1, OperationKind.OpenAccount, old)));
        await CommitAsync(journal, draft.Next(WithMobile(1, OperationKind.Describe, mobile)));
        Assert.Equal([mobile], (await journal.FindCardsAsync([old, mobile], default)).Keys);

        await CommitAsync(journal, draft.Next(WithMobile(2, OperationKind.OpenAccount, old)));

        var found = await journal.FindCardsAsync([old, mobile], default);
        Assert.Equal((2, 1), (found[old], found[mobile]));
    }

    [Fact]
    public async Task An_identifier_that_is_freed_names_nobody_and_may_be_given_to_somebody_else_in_the_same_batch()
    {
        await using var journal = await OwnedAsync();
        var (draft, mobile) = (new Draft(0), Guid.NewGuid());
        await CommitAsync(journal, draft.Next(WithMobile(1, OperationKind.OpenAccount, mobile)));
        var removed = new MemberTerms([], []) { Removed = [IdentifierKind.Mobile] };
        await CommitAsync(journal, draft.Next(Members.Make(1, OperationKind.Describe, terms: removed)));
        Assert.Empty(await journal.FindCardsAsync([mobile], default));

        await CommitAsync(journal, draft.Next(WithMobile(1, OperationKind.Describe, mobile)));
        await CommitAsync(journal, draft.Next(
            Members.Make(1, OperationKind.CancelAccount), WithMobile(2, OperationKind.OpenAccount, mobile)));

        Assert.Equal(2, (await journal.FindCardsAsync([mobile], default))[mobile]);
    }

    [Fact]
    public async Task A_card_whose_issue_is_reversed_points_nowhere_and_may_be_issued_to_somebody_else_in_the_same_batch()
    {
        await using var journal = await OwnedAsync();
        var (draft, card) = (new Draft(0), Guid.NewGuid());
        var opening = Members.Open(1, card);
        await CommitAsync(journal, draft.Next(opening));
        await CommitAsync(journal, draft.Next(Members.Reverse(1, opening.Key)));
        Assert.Empty(await journal.FindCardsAsync([card], default));

        var again = Members.Open(1, card);
        await CommitAsync(journal, draft.Next(again));
        await CommitAsync(journal, draft.Next(Members.Reverse(1, again.Key), Members.Open(2, card)));

        Assert.Equal(2, (await journal.FindCardsAsync([card], default))[card]);
    }

    [Fact]
    public async Task An_identifier_that_comes_in_the_place_of_another_and_is_freed_in_the_same_batch_leaves_neither()
    {
        await using var journal = await OwnedAsync();
        var (draft, old, mobile) = (new Draft(0), Guid.NewGuid(), Guid.NewGuid());
        await CommitAsync(journal, draft.Next(WithMobile(1, OperationKind.OpenAccount, old)));
        var removed = new MemberTerms([], []) { Removed = [IdentifierKind.Mobile] };

        await CommitAsync(journal, draft.Next(
            WithMobile(1, OperationKind.Describe, mobile), Members.Make(1, OperationKind.Describe, terms: removed),
            WithMobile(2, OperationKind.OpenAccount, mobile)));

        Assert.Equal([(mobile, 2L)], (await journal.FindCardsAsync([old, mobile], default)).Select(found => (found.Key, found.Value)));
    }

    [Fact]
    public async Task I11_A_writer_whose_epoch_is_over_appends_nothing()
    {
        await using var before = await OwnedAsync();
        await using var after = await OwnedAsync();

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(before, new Draft(0).Next(Members.Open(1))));
        Assert.Equal(AppendOutcome.Fenced, await AppendAsync(before, new Draft(0).Next(Members.Open(1, Guid.NewGuid()))));

        await CommitAsync(after, new Draft(0).Next(Members.Open(1)));
    }

    [Fact]
    public async Task A_value_that_cannot_be_stored_is_unacceptable_and_keeps_the_whole_batch_out()
    {
        await using var journal = await OwnedAsync();

        var unacceptable = new Draft(0).Next(Members.Open(1), Members.TopUp(1, 500, reference: "\0"));
        Assert.Equal(AppendOutcome.Unacceptable, await AppendAsync(journal, unacceptable));

        Assert.Empty(await journal.TailAsync(0, 0, 100, default));
        await CommitAsync(journal, new Draft(0).Next(Members.Open(1)));
    }

    public static TheoryData<string, Action<RowBuffer>> Wrongs => new()
    {
        { "principal below zero", rows => rows[1].PrincipalAfter = -1 },
        { "a refusal that moves something", rows => rows[1].Outcome = Outcome.BalanceLimit },
        { "an amount without another side", rows => rows[1].Counter = SystemAccount.None },
        { "a chain that runs backwards", rows => rows[1].PrevSeq = 2 },
        { "a lot of what has none", rows => rows[1].Lot = DateOnly.MaxValue },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_row_that_breaks_a_constraint_is_told_as_broken(string wrong, Action<RowBuffer> damage)
    {
        await using var journal = await OwnedAsync();
        var rows = new Draft(0).Next(Members.Open(1), Members.TopUp(1, 500));
        damage(rows);

        Assert.True(AppendOutcome.Broken == await AppendAsync(journal, rows), wrong);
        Assert.Empty(await journal.TailAsync(0, 0, 100, default));
    }

    private static Rules.Asked.Operation Open(long account, Guid key) => Members.Make(account, OperationKind.OpenAccount, key: key);
}
