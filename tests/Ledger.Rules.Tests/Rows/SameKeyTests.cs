using FsCheck;
using FsCheck.Fluent;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Rows;

/// <summary>One key, one intention: a retry is recognised, another payload under the key is named by its first differing field.</summary>
public sealed class SameKeyTests
{
    private static readonly Ask _plain = new(Guid.NewGuid(), V1.Kind.TopUp, 5) { Amount = 700, Note = "cash", Reference = "ticket 1",
        TerminalSeq = 3, Operator = 2 };

    /// <summary>Operations that are filled in, one of each shape.</summary>
    private static readonly IReadOnlyList<Ask> _firsts =
    [
        _plain,
        _plain with { Kind = V1.Kind.OpenAccount, Amount = 0, Note = null, NewCard = "card 1111" },
        _plain with { Kind = V1.Kind.OpenAccount, Amount = 0, Note = null },
        _plain with { Kind = V1.Kind.IssueCard, Amount = 0, Note = null, NewCard = "card 1111" },
        _plain with { Kind = V1.Kind.Accrue, Note = null },
        _plain with { Kind = V1.Kind.Accrue, Asset = V1.Asset.Points, Note = "sign-in" },
        _plain with { Kind = V1.Kind.Debit, Note = null },
        _plain with { Kind = V1.Kind.Debit, Note = null, Card = "a card" },
        _plain with { Kind = V1.Kind.Redeem, Note = null },
        _plain with { Kind = V1.Kind.Adjust, Asset = V1.Asset.Bonus, Note = "counted" },
    ];

    private sealed record Change(string Field, Func<Ask, Ask?> Make);

    /// <summary>Every way a caller can change one field; null where the shape has no such field.</summary>
    private static readonly IReadOnlyList<Change> _changes =
    [
        new("account", ask => ask.Card is null ? ask with { Account = 6 } : null),
        new("card", ask => ask.Kind == V1.Kind.OpenAccount ? null : ask with { Card = "another" }),
        new("card", ask => ask.Card is null ? null : ask with { Card = null }),
        new("store", ask => ask with { Store = 3 }),
        new("terminal", ask => ask with { Terminal = 8 }),
        new("operator", ask => ask with { Operator = 0 }),
        new("terminal_seq", ask => ask with { TerminalSeq = 4 }),
        new("business_time", ask => ask with { When = ask.When.AddMicroseconds(1) }),
        new("reference", ask => ask with { Reference = "ticket 2" }),
        new("reference", ask => ask with { Reference = null }),
        new("kind", ask => ask.Kind == V1.Kind.Redeem
            ? ask with { Kind = V1.Kind.Debit }
            : ask with { Kind = V1.Kind.Redeem, Amount = Math.Max(100, ask.Amount), NewCard = null, Note = null }),
        new("open_account.card", ask => ask.Kind == V1.Kind.OpenAccount ? ask with { NewCard = "card 2222" } : null),
        new("open_account.card", ask => ask is { Kind: V1.Kind.OpenAccount, NewCard: not null } ? ask with { NewCard = null } : null),
        new("issue_card.card", ask => ask.Kind == V1.Kind.IssueCard ? ask with { NewCard = "card 2222" } : null),
        new("top_up.amount_minor", ask => ask.Kind == V1.Kind.TopUp ? ask with { Amount = 701 } : null),
        new("top_up.tender", ask => ask.Kind == V1.Kind.TopUp ? ask with { Note = "card" } : null),
        new("top_up.tender", ask => ask.Kind == V1.Kind.TopUp ? ask with { Note = null } : null),
        new("accrue.purchase_minor", ask => ask is { Kind: V1.Kind.Accrue, Note: null } ? ask with { Amount = 701 } : null),
        new("accrue.points", ask => ask is { Kind: V1.Kind.Accrue, Note: not null } ? ask with { Amount = 701 } : null),
        new("accrue.reason", ask => ask is { Kind: V1.Kind.Accrue, Note: not null } ? ask with { Note = "birthday" } : null),
        new("debit.amount_minor", ask => ask.Kind == V1.Kind.Debit ? ask with { Amount = 701 } : null),
        new("debit.allow_partial", ask => ask.Kind == V1.Kind.Debit ? ask with { AllowPartial = true } : null),
        new("redeem.points", ask => ask.Kind == V1.Kind.Redeem ? ask with { Amount = 800 } : null),
        new("adjust.asset", ask => ask.Kind == V1.Kind.Adjust ? ask with { Asset = V1.Asset.Points } : null),
        new("adjust.amount", ask => ask.Kind == V1.Kind.Adjust ? ask with { Amount = -700 } : null),
        new("adjust.reason", ask => ask.Kind == V1.Kind.Adjust ? ask with { Note = "lost" } : null),
    ];

    public static TheoryData<int, int> EveryShapeAndChange()
    {
        var table = new TheoryData<int, int>();
        for (var first = 0; first < _firsts.Count; first++)
            for (var change = 0; change < _changes.Count; change++)
                if (_changes[change].Make(_firsts[first]) is not null) table.Add(first, change);
        return table;
    }

    [Theory]
    [MemberData(nameof(EveryShapeAndChange))]
    public void I5_A_single_changed_field_is_named(int first, int change)
    {
        var (field, again) = (_changes[change].Field, _changes[change].Make(_firsts[first])!);
        Assert.Equal(field, PayloadDifference.Between(RowOf(_firsts[first]), again.ToOperation()));
        // A refusal's row carries less: the answer must be the same.
        Assert.Equal(field, PayloadDifference.Between(RefusalOf(_firsts[first]), again.ToOperation()));
    }

    [Theory]
    [MemberData(nameof(EveryShapeAndChange))]
    public void I5_The_same_fields_are_no_difference_in_either_direction(int first, int change)
    {
        var changed = _changes[change].Make(_firsts[first])!;
        Assert.Null(PayloadDifference.Between(RowOf(changed), (changed with { }).ToOperation()));
        Assert.NotNull(PayloadDifference.Between(RowOf(changed), _firsts[first].ToOperation()));
    }

    [Fact]
    public void I5_Of_several_changed_fields_one_that_differs_is_named() => Cases.Hold(SeveralChanges, 2000, several =>
    {
        var first = _firsts[several.First];
        var (again, changed) = (first, new HashSet<string?>());
        foreach (var change in several.Changes.Select(change => _changes[change]))
            if (change.Make(first) is not null && change.Make(again) is { } next)
            {
                again = next;
                changed.Add(change.Field);
            }
        if (again != first) Assert.Contains(PayloadDifference.Between(RowOf(first), again.ToOperation()), changed);
    });

    // The contract: "path of the first field that differs".
    [Theory]
    [InlineData("store", "terminal,store,reference")]
    [InlineData("account", "store,account")]
    [InlineData("operator", "terminal_seq,operator,kind")]
    [InlineData("reference", "reference,adjust.amount")]
    [InlineData("adjust.asset", "adjust.reason,adjust.asset")]
    [InlineData("adjust.asset", "adjust.amount,adjust.asset")]
    [InlineData("adjust.amount", "adjust.amount,adjust.reason")]
    [InlineData("accrue.points", "accrue.reason,accrue.points")]
    [InlineData("top_up.amount_minor", "top_up.tender,top_up.amount_minor")]
    [InlineData("debit.amount_minor", "debit.allow_partial,debit.amount_minor")]
    public void I5_Of_several_changed_fields_the_first_in_the_contract_is_named(string expected, string changedFields)
    {
        var fields = changedFields.Split(',');
        foreach (var first in _firsts)
        {
            var changes = fields.Select(field => _changes.First(change => change.Field == field)).ToList();
            if (changes.Any(change => change.Make(first) is null)) continue;
            var changed = changes.Aggregate(first, (ask, change) => change.Make(ask) ?? ask);
            Assert.Equal(expected, PayloadDifference.Between(RowOf(first), changed.ToOperation()));
        }
    }

    [Fact]
    public void I5_A_change_from_stated_points_to_a_purchase_is_named_by_its_basis() =>
        Assert.Equal("accrue.purchase_minor", PayloadDifference.Between(
        RowOf(_plain with { Kind = V1.Kind.Accrue, Asset = V1.Asset.Points, Note = "sign-in" }),
        (_plain with { Kind = V1.Kind.Accrue, Note = null }).ToOperation()));

    private static Arbitrary<(int First, int[] Changes)> SeveralChanges { get; } = Arb.From(
        from first in Gen.Choose(0, _firsts.Count - 1)
        from count in Gen.Choose(1, 5)
        from changes in Gen.ArrayOf(Gen.Choose(0, _changes.Count - 1), count)
        select (first, changes));

    private static JournalRow RowOf(Ask ask) => Decided(ask, 1);

    private static JournalRow RefusalOf(Ask ask) => Decided(ask, 2);

    // In a store of program 1 the operation is posted, or refused for its own reasons; of program 2 it is refused in any case.
    private static JournalRow Decided(Ask ask, int program)
    {
        var state = ask.Kind == V1.Kind.OpenAccount && program == 1 ? new AccountState(ask.Account)
            : AccountState.Restore(ask.Account, 1, 1, 5000,
            [new Lot(DateOnly.MaxValue, 5000)], [new Lot(DateOnly.MaxValue, 5000)],
            [.. new[] { "a card", "another" }.Select(token =>
                new Ledger.Rules.State.Card(Ask.CardId(token), "card", Ledger.Rules.Codes.CardStatus.Active))]);
        var rows = new RowBuffer();
        // Only the program that the store belongs to is another: no field of the caller's.
        Decide.On(state, (ask with { Program = program }).ToOperation(), Terms.Demo.ToRules(), default, new Position(0, 2, Desk.Now), rows);
        Assert.Equal(program == 1, rows[0].Outcome.IsPosted());
        return rows[0];
    }
}
