using System.Globalization;
using System.Text.RegularExpressions;
using Ledger.Server.Journal.Sql;

namespace Ledger.Rules.Tests.Codes;

/// <summary>One number, one meaning: on the wire, in the rules and in the journal's code tables.</summary>
public sealed class CodeTests
{
    public static TheoryData<Type, Type> Vocabularies => new()
    {
        { typeof(V1.Outcome), typeof(Ledger.Rules.Codes.Outcome) },
        { typeof(V1.Asset), typeof(Ledger.Rules.Codes.Asset) },
        { typeof(V1.SystemAccount), typeof(Ledger.Rules.Codes.SystemAccount) },
        { typeof(V1.Kind), typeof(Ledger.Rules.Codes.OperationKind) },
        { typeof(V1.CardStatus), typeof(Ledger.Rules.Codes.CardStatus) },
        { typeof(V1.AccountStatus), typeof(Ledger.Rules.Codes.AccountStatus) },
    };

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Wire_and_rules_have_the_same_numbers_under_the_same_names(Type wire, Type rules) =>
        // A card in stock belongs to nobody: no rule ever sees one.
        Assert.Equal(Codes(wire).Where(code => wire != typeof(V1.CardStatus) || code.Name != "Stock")
            .Select(code => code with { Name = code.Number == 0 ? "None" : code.Name }), Codes(rules));

    [Theory]
    [InlineData(typeof(Ledger.Rules.Codes.Asset), "asset", "")]
    [InlineData(typeof(Ledger.Rules.Codes.SystemAccount), "system_account", "")]
    // Every row comes from an operation, and ends one way or another.
    [InlineData(typeof(Ledger.Rules.Codes.OperationKind), "kind", "None")]
    // A key that is used again adds no row.
    [InlineData(typeof(Ledger.Rules.Codes.Outcome), "outcome", "None KeyReused")]
    public void The_code_table_lists_the_numbers_and_names_of_the_rules(Type rules, string table, string neverInTheJournal) =>
        Assert.Equal(
            Codes(rules).Where(code => !neverInTheJournal.Split(' ').Contains(code.Name)).Select(
                code => code with { Name = Words(code.Name) }),
            CodeTable(table));

    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void A_number_that_was_given_away_is_never_given_another_meaning(Type wire, Type rules)
    {
        // The vocabulary as released. Lines are added here, never changed.
        string released = wire.Name switch
        {
            nameof(V1.Outcome) =>
                "1 Posted, 2 PostedInPart, 3 PostedBefore, 10 KeyReused, 11 AccountExists, 12 OtherProgram, 13 CardNotActive, "
                + "14 CardTaken, 15 CardLimit, 16 NotAMultiple, 17 InsufficientFunds, 18 InsufficientPoints, "
                + "19 BalanceLimit, 20 KeyBlocked, "
                + "21 AccountFrozen, 22 AccountCancelled, 23 AccountMerged, 24 AccountNotFrozen, 25 CardLost, 26 CardVoid, "
                + "27 CardExpired, 28 CardWaiting, "
                + "29 CardNotWaiting, 30 NotCapable, 31 CardAmbiguous, 32 IdentifierTaken, 33 NotEligible, 34 PinRequired, "
                + "35 WrongPin, 36 PinLocked, "
                + "37 PinNotSet, 38 PointsShareLimit, 39 Overpaid, 40 RestDiffers, 41 OriginalUnknown, 42 NotRefundable, 43 NotReversible, "
                + "44 ExceedsOriginal, 45 HoldLimit, 46 HoldUnknown, 47 HoldExpired, 48 HoldReleased, 49 HoldCaptured, "
                + "50 ExceedsHold, 51 HoldsOpen, "
                + "52 TransferNotAllowed, 53 TierUnknown, 54 RewardUnknown, 55 ActionUnknown, 56 PointsOwed, "
                + "57 ReturnsLimit, 58 CardNotLost, 59 BonusSpent",
            nameof(V1.Asset) => "1 Points, 2 Principal, 3 Bonus",
            nameof(V1.SystemAccount) =>
                "1 PointsIssued, 2 PointsRedeemed, 3 Tender, 4 Sales, 5 BonusExpense, 6 Adjustment, 7 Breakage, 8 InTransit, 9 Fees, "
                + "10 CashOut",
            nameof(V1.Kind) => "1 OpenAccount, 2 IssueCard, 3 TopUp, 4 Accrue, 5 Debit, 6 Redeem, 7 Adjust, 8 Checkout, 9 Refund, "
                + "10 Reverse, 11 PlaceHold, 12 CaptureHold, 13 ReleaseHold, 14 ReportLoss, 15 ReplaceCard, 16 ApproveCard, 17 SetPin, "
                + "18 UnlockPin, 19 Freeze, "
                + "20 Unfreeze, 21 Warn, 22 CashOut, 23 CancelAccount, 24 Transfer, 25 Merge, 26 Describe, 27 SetTier, 28 Arrive, "
                + "29 ComeBack, 30 Expire, "
                + "31 TimeOutHold, 32 ReviewTier, 33 GrantBonus, 34 BlockKey, 35 FindCard, 36 TakeBack",
            nameof(V1.AccountStatus) => "1 Active, 2 Frozen, 3 Cancelled, 4 Merged",
            _ => "1 Active, 2 Waiting, 3 Lost, 4 Void",
        };
        Assert.Equal(released, string.Join(", ", Codes(rules).Skip(1).Select(code => $"{code.Number} {code.Name}")));
    }

    [Fact]
    public void Outcomes_below_ten_are_posted_and_the_others_refused()
    {
        foreach (var outcome in Enum.GetValues<Ledger.Rules.Codes.Outcome>())
            Assert.Equal((short)outcome is >= 1 and <= 9, Ledger.Rules.Codes.OutcomeExtensions.IsPosted(outcome));
    }

    private static IEnumerable<(int Number, string Name)> Codes(Type vocabulary) => Enum.GetValues(vocabulary).Cast<object>()
        .Select(value => (Number: Convert.ToInt32(value, CultureInfo.InvariantCulture), Name: value.ToString()!))
            .OrderBy(code => code.Number);

    private static IEnumerable<(int Number, string Name)> CodeTable(string table)
    {
        var inserts = SqlText.Migrations.OrderBy(migration => migration.Number)
            .SelectMany(migration => Regex.Matches(migration.Text, $@"INSERT INTO {table} VALUES\s+(?<codes>[^;]+);")).ToList();
        Assert.True(inserts.Count > 0, $"No migration fills a table {table}.");
        return inserts.SelectMany(insert => Regex.Matches(insert.Groups["codes"].Value, @"\((\d+), '([^']+)'\)"))
            .Select(code => (Number: int.Parse(code.Groups[1].Value, CultureInfo.InvariantCulture),
                Name: code.Groups[2].Value.ToLowerInvariant().Replace('-', ' '))).OrderBy(code => code.Number);
    }

    // PostedInPart: posted in part.
    private static string Words(string name) => Regex.Replace(name, "(?<!^)[A-Z]", letter => " " + letter.Value).ToLowerInvariant();
}
