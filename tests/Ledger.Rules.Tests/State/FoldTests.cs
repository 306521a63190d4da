using FsCheck;
using FsCheck.Fluent;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Journal.Checkpoint;

namespace Ledger.Rules.Tests.State;

/// <summary>An account is the fold of its rows, wherever the fold starts.</summary>
public sealed class FoldTests
{
    [Fact]
    public void I6_State_is_the_fold_of_its_rows_from_nothing() => Cases.Hold(Histories.Any, 400, history =>
    {
        var desk = Desk.Of(history);
        foreach (var (account, live) in desk.Accounts)
            Assert.Equal(Everything(live), Everything(Fold(new AccountState(account), desk.Journal)));
    });

    [Fact]
    public void I6_A_checkpoint_taken_anywhere_and_the_rows_after_it_give_the_same_state() =>
        Cases.Hold(WithCut, 400, cut =>
        {
            var desk = Desk.Of(cut.History);
            foreach (var (account, live) in desk.Accounts)
            {
                var own = desk.Journal.Where(row => row.Account == account).ToList();
                var before = Fold(new AccountState(account), own.Take(cut.At % (own.Count + 1)));
                var restored = AccountDetail.Read(account, before.Program, before.LastSeq, before.Principal, AccountDetail.Write(before));
                Assert.Equal(Everything(before), Everything(restored));
                Assert.Equal(Everything(live), Everything(Fold(restored, own.Skip(cut.At % (own.Count + 1)))));
            }
        });

    [Fact]
    public void I6_A_clone_takes_rows_in_without_touching_the_original() => Cases.Hold(WithCut, 400, cut =>
    {
        var desk = Desk.Of(cut.History);
        foreach (var (account, live) in desk.Accounts)
        {
            var own = desk.Journal.Where(row => row.Account == account).ToList();
            var original = Fold(new AccountState(account), own.Take(cut.At % (own.Count + 1)));
            var was = Everything(original);
            var clone = Fold(original.Clone(), own.Skip(cut.At % (own.Count + 1)));
            Assert.Equal(was, Everything(original));
            Assert.Equal(Everything(live), Everything(clone));
        }
    });

    [Fact]
    public void I6_A_used_state_that_becomes_a_copy_of_another_keeps_nothing_of_its_own() => Cases.Hold(WithCut, 400, cut =>
    {
        var desk = Desk.Of(cut.History);
        var used = new AccountState(99);
        // One object takes every account in turn, and takes rows in between.
        foreach (var (account, live) in desk.Accounts)
        {
            var own = desk.Journal.Where(row => row.Account == account).ToList();
            var original = Fold(new AccountState(account), own.Take(cut.At % (own.Count + 1)));
            var was = Everything(original);
            used.CopyFrom(original);
            Assert.Equal(was, Everything(used));
            Fold(used, own.Skip(cut.At % (own.Count + 1)));
            Assert.Equal(Everything(live), Everything(used));
            Assert.Equal(was, Everything(original));
        }
    });

    [Fact]
    public void I7_Rows_of_a_partition_have_no_gap_and_each_account_links_its_own() => Cases.Hold(Histories.Any, 400, history =>
    {
        var newest = new Dictionary<long, long>();
        long seq = 0;
        foreach (var row in Desk.Of(history).Journal)
        {
            Assert.Equal(++seq, row.Seq);
            Assert.Equal(newest.GetValueOrDefault(row.Account), row.PrevSeq);
            newest[row.Account] = row.Seq;
        }
    });

    [Fact]
    public void I6_A_row_of_another_account_out_of_turn_or_with_another_balance_is_never_taken_in()
    {
        var desk = new Desk(new Dictionary<int, Terms> { [1] = Terms.Demo });
        desk.Post(new Ask(Guid.NewGuid(), V1.Kind.OpenAccount, 5));
        desk.Post(new Ask(Guid.NewGuid(), V1.Kind.TopUp, 5) { Amount = 700 });
        var opened = Fold(new AccountState(5), desk.Journal.Take(1));
        var next = desk.Journal[1];

        Assert.Throws<InvariantBrokenException>(() => opened.Clone().Apply(next with { Account = 6 }));
        Assert.Throws<InvariantBrokenException>(() => opened.Clone().Apply(next with { PrevSeq = 0 }));
        Assert.Throws<InvariantBrokenException>(() => opened.Clone().Apply(next with { Seq = 1 }));
        Assert.Throws<InvariantBrokenException>(() => opened.Clone().Apply(next with { PrincipalAfter = 701 }));
        Assert.Throws<InvariantBrokenException>(() => opened.Clone().Apply(next with { PointsAfter = 1 }));
        Assert.Throws<InvariantBrokenException>(() => opened.Clone().Apply(next with { Amount = -700, PrincipalAfter = -700 }));
        Assert.Throws<InvariantBrokenException>(() => opened.Clone().Apply(next with { Asset = (Ledger.Rules.Codes.Asset)9 }));
        opened.Apply(next);
        Assert.Equal(700, opened.Principal);
    }

    private static Arbitrary<(History History, int At)> WithCut { get; } = Arb.Zip(Histories.Any, Arb.From(Gen.Choose(0, 1000)))
        .Convert(pair => (pair.Item1, pair.Item2), pair => (pair.Item1, pair.Item2));

    private static AccountState Fold(AccountState state, IEnumerable<JournalRow> rows)
    {
        foreach (var row in rows)
            if (row.Account == state.Account) state.Apply(row);
        return state;
    }

    private static string Everything(AccountState state) =>
        $"{state.Account} {state.Program} {state.LastSeq} {state.Points}/{state.Principal}/{state.Bonus} "
        + $"{Told.Lots(state)} {string.Join(" ", state.Cards)}";
}
