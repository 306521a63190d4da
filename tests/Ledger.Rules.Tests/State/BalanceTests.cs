using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;
using Ledger.Rules.Value;
using Ledger.Server.Contract;

namespace Ledger.Rules.Tests.State;

/// <summary>What holds of every row of every history.</summary>
public sealed class BalanceTests
{
    [Fact]
    public void I1_Debits_equal_credits_in_each_asset_and_members_hold_what_the_ledger_gave() => Cases.Hold(Histories.Any, 400, history =>
    {
        var desk = Desk.Of(history);
        var transfers = desk.Transactions.SelectMany(rows => Receipts.Of(rows).Transfers).ToList();
        foreach (var asset in new[] { V1.Asset.Points, V1.Asset.Principal, V1.Asset.Bonus })
        {
            // Every side of every transfer is booked by hand; a transfer without two sides, one of them the member's, has no book to go to.
            var books = new Dictionary<string, decimal>();
            foreach (var transfer in transfers.Where(transfer => transfer.Asset == asset))
            {
                Assert.True(transfer.Amount > 0);
                Assert.NotEqual(transfer.Debit.PartyCase, transfer.Credit.PartyCase);
                books[Book(transfer.Debit)] = books.GetValueOrDefault(Book(transfer.Debit)) - transfer.Amount;
                books[Book(transfer.Credit)] = books.GetValueOrDefault(Book(transfer.Credit)) + transfer.Amount;
            }
            Assert.Equal(0, books.Values.Sum());
            foreach (var (account, state) in desk.Accounts)
                Assert.Equal(books.GetValueOrDefault($"member {account}"), Held(state, asset));
        }
    });

    [Fact]
    public void I2_No_balance_is_below_zero_at_any_row() => Cases.Hold(Histories.Any, 400, history =>
        Assert.All(Desk.Of(history).Journal, row => Assert.True(row.PointsAfter >= 0 && row.PrincipalAfter >= 0 && row.BonusAfter >= 0)));

    [Fact]
    public void I2_No_balance_passes_the_limit_of_its_program() => Cases.Hold(Histories.Any, 400, history =>
    {
        foreach (var row in Desk.Of(history).Journal)
        {
            var terms = history.Programs[row.Program];
            Assert.True(row.PointsAfter <= terms.PointsMax, $"row {row.Seq} holds {row.PointsAfter} points");
            Assert.True(row.PrincipalAfter + row.BonusAfter <= terms.StoredValueMax,
                $"row {row.Seq} holds {row.PrincipalAfter} and {row.BonusAfter}");
        }
    });

    [Fact]
    public void I9_A_refusal_moves_nothing() => Cases.Hold(Histories.Any, 400, history =>
    {
        var desk = new Desk(history.Programs);
        foreach (var ask in history.Asks())
        {
            var before = desk.Accounts.TryGetValue(ask.Account, out var state) ? Holding(state) : "0/0/0  0 cards";
            var rowsBefore = desk.Journal.Count;
            if (desk.Post(ask) is not { } receipt || receipt.Outcome is V1.Outcome.Posted or V1.Outcome.PostedInPart) continue;

            Assert.Empty(receipt.Transfers);
            if (receipt.Outcome == V1.Outcome.KeyReused || receipt.Replayed)
            {
                Assert.Equal(rowsBefore, desk.Journal.Count);
                continue;
            }
            Assert.Equal(before, Holding(desk.Accounts[ask.Account]));
            var row = Assert.Single(desk.Journal.Skip(rowsBefore));
            Assert.True(row.Amount == 0 && row.Asset == Ledger.Rules.Codes.Asset.None
                && row.Counter == Ledger.Rules.Codes.SystemAccount.None && row.Lot is null);
        }
    });

    [Fact]
    public void I5_A_retry_adds_no_row_and_is_told_the_same() => Cases.Hold(Histories.Any, 400, history =>
    {
        var desk = new Desk(history.Programs);
        var first = history.Asks().DistinctBy(ask => ask.Key).Select(ask => (ask, receipt: desk.Post(ask))).ToList();
        var rows = desk.Journal.Count;
        foreach (var (ask, receipt) in first)
            if (receipt is not null) Assert.Equal(new V1.Receipt(receipt) { Replayed = true }, desk.Post(ask));
        Assert.Equal(rows, desk.Journal.Count);
    });

    private static string Book(V1.Side side) => side.PartyCase switch
    {
        V1.Side.PartyOneofCase.Account => $"member {side.Account}",
        V1.Side.PartyOneofCase.System when side.System != V1.SystemAccount.Unspecified => $"{side.System}",
        _ => throw new InvalidOperationException($"A side without a party: {side}."),
    };

    private static decimal Held(AccountState state, V1.Asset asset) => asset switch
    {
        V1.Asset.Points => state.Points,
        V1.Asset.Principal => state.Principal,
        _ => state.Bonus,
    };

    private static string Holding(AccountState state) =>
        $"{state.Points}/{state.Principal}/{state.Bonus} {Told.Lots(state)} {state.Cards.Count} cards";
}
