using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Earning;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Returns;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;
using Ledger.Rules.Time;
using Ledger.Rules.Value;

namespace Ledger.Rules.Tests.Deciding;

internal delegate void Writing(ref Transaction transaction);

/// <summary>An account whose kinds are asked to write, and a planted writer in the place of one of them.</summary>
public abstract class Planted
{
    protected static readonly DateOnly Today = new(2026, 11, 22);

    private protected ProgramRules Rules { get; } = Terms.Demo.ToRules() with
    {
        PointsTransferable = true, ValueTransferable = true, LostCardFeeMinor = 100,
        Actions = [new AccrualAction("visit", 7)],
        Tiers = [new Tier("gold", "Gold", []) { MonthlyBonusMinor = 300 }],
    };

    private protected AccountState State { get; set; } = Account();
    private protected JournalRow[] Related { get; set; } = [];

    private protected static DateTime Now => Today.ToDateTime(new TimeOnly(4, 0), DateTimeKind.Utc);

    // 300 points, 500 principal and 200 bonus.
    private protected static AccountState Account(Membership? membership = null, long account = 5) => AccountState.Restore(
        account, 1, 9, 500, [new Lot(Today, 300)], [new Lot(Today, 200)],
        [new Card(Ask.CardId("first card"), "card", CardStatus.Active)], membership);

    private protected static HoldFacts Hold(Guid key, long principal) => new(key, principal, [], Now.AddMinutes(10));

    private protected static void Points(ref Transaction transaction, long amount) =>
        transaction.Transfer(Asset.Points, amount, SystemAccount.PointsIssued, Today);

    private protected static void Bonus(ref Transaction transaction, long amount) =>
        transaction.Transfer(Asset.Bonus, amount, SystemAccount.BonusExpense, Today);

    private protected static Operation Asked(
        OperationKind kind, long amount = 0, Asset asset = Asset.None, OperationTerms? terms = null, Guid? original = null,
        string? note = null, bool partial = false, bool newCard = false) => new()
    {
        Key = Guid.NewGuid(), Kind = kind, Account = kind == OperationKind.Arrive ? 6 : 5, Store = 1, Program = 1, Terminal = 7,
        BusinessTime = Now, BusinessDate = Today, Asked = amount, Asset = asset, Terms = terms, Original = original, Note = note,
        AllowPartial = partial, NewCard = newCard ? new NewCard(Ask.CardId("another card"), "card") : null,
    };

    private protected Case CaseOf(Operation operation) =>
        new(State, operation, Rules, new Circumstances { Related = Related }, new Position(0, State.LastSeq + 1, Now));

    private protected JournalRow[] Decided(Operation operation)
    {
        var rows = new RowBuffer();
        Decide.On(State, operation, Rules, default, new Position(0, State.LastSeq + 1, Now), rows);
        Assert.Equal(Outcome.Posted, rows[0].Outcome);
        return rows.Rows.ToArray();
    }

    private protected void Taken(JournalRow[] rows)
    {
        foreach (var row in rows) State.Apply(row);
        Related = rows;
    }

    // What the kind writes by itself passes; none of what is planted does.
    private protected void Stopped<TKind>(Operation operation, params Writing[] planted)
        where TKind : struct, IKind<TKind>
    {
        Assert.Null(TKind.Check(CaseOf(operation), out var kind));
        Ensured(kind, operation, kind.Post);
        foreach (var writing in planted) Assert.Throws<InvariantBrokenException>(() => Ensured(kind, operation, writing));
    }

    private protected void Ensured<TKind>(TKind kind, Operation operation, Writing writing)
        where TKind : struct, IKind<TKind>
    {
        var transaction = new Transaction(CaseOf(operation), new RowBuffer());
        writing(ref transaction);
        kind.Ensure(transaction);
    }
}
