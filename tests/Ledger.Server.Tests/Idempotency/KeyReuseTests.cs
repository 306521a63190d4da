namespace Ledger.Server.Tests.Idempotency;

[Collection(OneServer.Name)]
public sealed class KeyReuseTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private long _account;
    private long _elsewhere;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _account = await OpenAsync("own-card-0001", Accounts.In(0));
        await PostedAsync(Operations.IssueCard(Target.Account(_account), "own-card-0002"));
        _elsewhere = await OpenAsync("other-card-0003", Accounts.In(1));
        foreach (var account in new[] { _account, _elsewhere })
        {
            await PostedAsync(Operations.TopUp(Target.Account(account), 1_000));
            await PostedAsync(Operations.AccruePoints(Target.Account(account), 1_000, "gift"));
        }
    }

    [Theory]
    [InlineData("debit", "account", "card", "store", "terminal", "operator", "terminal_seq", "business_time", "reference", "kind",
        "debit.amount_minor", "debit.allow_partial")]
    [InlineData("by card", "card")]
    [InlineData("open", "account", "open_account.card")]
    [InlineData("issue", "issue_card.card")]
    [InlineData("top up", "top_up.amount_minor", "top_up.tender")]
    [InlineData("purchase", "accrue.purchase_minor", "accrue.points")]
    [InlineData("points", "accrue.points", "accrue.reason", "accrue.purchase_minor")]
    [InlineData("redeem", "redeem.points")]
    [InlineData("adjust", "adjust.asset", "adjust.amount", "adjust.reason")]
    public async Task I5_A_key_that_comes_back_with_another_field_is_refused_and_the_field_named(string first, params string[] fields)
    {
        var operation = Make(first);
        var receipt = await PostedAsync(operation);
        var differing = fields.SelectMany(field => Differing(operation, field).Select(changed => (Field: field, Operation: changed)))
            .ToArray();

        // With the first receipt in memory, except where the retry lands in another partition; then with the journal alone.
        var fromMemory = await NamedAsync(differing.Select(each => each.Operation), receipt);
        await RestartAsync();
        var fromJournal = await NamedAsync(differing.Select(each => each.Operation), receipt);

        Assert.Equal(differing.Select(each => each.Field), fromMemory);
        Assert.Equal(differing.Select(each => each.Field), fromJournal);
        Assert.Equal(Expected.Replayed(receipt), await PostAsync(operation));
        Assert.Equal(1, await CountInJournalAsync(operation));
    }

    [Theory]
    [InlineData("points", "accrue.points")]
    [InlineData("adjust", "adjust.asset")]
    [InlineData("top up", "top_up.amount_minor")]
    [InlineData("debit", "debit.amount_minor")]
    [InlineData("debit", "store")]
    public async Task Of_several_differing_fields_the_first_in_the_order_of_the_contract_is_named(string first, string field)
    {
        var operation = Make(first);
        var receipt = await PostedAsync(operation);
        var differing = With(operation, changed =>
        {
            if (field == "store") (changed.Store, changed.Terminal, changed.Reference) = (2, 9, "other");
            if (changed.Accrue is { } accrue) (accrue.Points, accrue.Reason) = (accrue.Points + 1, "other");
            if (changed.Adjust is { } adjust) (adjust.Asset, adjust.Amount, adjust.Reason) = (Asset.Points, adjust.Amount + 1, "other");
            if (changed.TopUp is { } topUp) (topUp.AmountMinor, topUp.Tender) = (topUp.AmountMinor + 1, "other");
            if (changed.Debit is { } debit) (debit.AmountMinor, debit.AllowPartial) = (debit.AmountMinor + 1, !debit.AllowPartial);
        });

        Assert.Equal([field], await NamedAsync([differing], receipt));
    }

    [Fact]
    public async Task I9_A_reused_key_moves_nothing_on_the_other_account()
    {
        var operation = Make("debit");
        await PostedAsync(operation);
        var before = await BalancesAsync(_elsewhere);

        await PostAsync(With(operation, changed => changed.Account = _elsewhere));

        Assert.Equal(before, await BalancesAsync(_elsewhere));
    }

    /// <summary>The field that each of the answers names; nothing else but the first transaction's position may be in them.</summary>
    private async Task<IReadOnlyList<string>> NamedAsync(IEnumerable<Operation> differing, Receipt first)
    {
        var fields = new List<string>();
        foreach (var operation in differing)
        {
            var answer = await PostAsync(operation);
            fields.Add(answer.DifferingField);
            var expected = new Receipt
            {
                Key = first.Key, Outcome = Outcome.KeyReused, Account = first.Account, Partition = first.Partition,
                    Sequence = first.Sequence,
                DifferingField = answer.DifferingField,
            };
            Assert.Equal(expected, answer);
        }
        return fields;
    }

    private Operation Make(string kind)
    {
        var details = new OperationDetails { Reference = "ticket 1", TerminalSeq = 5 };
        var target = Target.Account(_account);
        return kind switch
        {
            "debit" => Operations.Debit(target, 100, details: details),
            "by card" => Operations.Debit(Target.Card("own-card-0001"), 100, details: details),
            "open" => Operations.OpenAccount("fresh-card-0004", details: details),
            "issue" => Operations.IssueCard(target, "fresh-card-0005", details),
            "top up" => Operations.TopUp(target, 100, "cash", details),
            "purchase" => Operations.AccruePurchase(target, 5_000, details),
            "points" => Operations.AccruePoints(target, 5, "gift", details),
            "redeem" => Operations.Redeem(target, 100, details),
            "adjust" => Operations.Adjust(target, Asset.Principal, 5, "found", details),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private IEnumerable<Operation> Differing(Operation operation, string field) => field switch
    {
        "account" => [With(operation, changed => changed.Account = _elsewhere)],
        // Another card of the same account, a card of an account in another partition, and the account itself (or a card of it).
        "card" when operation.TargetCase == Operation.TargetOneofCase.Card =>
        [
            With(operation, changed => changed.Card = "own-card-0002"), With(operation, changed => changed.Card = "other-card-0003"),
            With(operation, changed => changed.Account = _account),
        ],
        "card" => [With(operation, changed => changed.Card = "own-card-0001"),
        With(operation, changed => changed.Card = "other-card-0003")],
        "store" => [With(operation, changed => changed.Store = 2)],
        "terminal" => [With(operation, changed => changed.Terminal = 8)],
        "operator" => [With(operation, changed => changed.Operator = 0)],
        "terminal_seq" => [With(operation, changed => changed.TerminalSeq = 6)],
        "business_time" => [With(operation, changed => changed.BusinessTime.Nanos = (changed.BusinessTime.Nanos + 1_000) % 1_000_000_000)],
        "reference" => [With(operation, changed => changed.Reference = "ticket 2"), With(operation, changed => changed.Reference = "")],
        "kind" => [With(operation, changed => changed.TopUp = new TopUp { AmountMinor = 100 })],
        "debit.amount_minor" => [With(operation, changed => changed.Debit.AmountMinor = 101)],
        "debit.allow_partial" => [With(operation, changed => changed.Debit.AllowPartial = true)],
        "open_account.card" => [With(operation, changed => changed.OpenAccount.Card = "fresh-card-0009"),
        With(operation, changed => changed.OpenAccount.Card = "")],
        "issue_card.card" => [With(operation, changed => changed.IssueCard.Card = "fresh-card-0009")],
        "top_up.amount_minor" => [With(operation, changed => changed.TopUp.AmountMinor = 99)],
        "top_up.tender" => [With(operation, changed => changed.TopUp.Tender = ""),
        With(operation, changed => changed.TopUp.Tender = "card")],
        "accrue.purchase_minor" => [With(operation, changed => changed.Accrue = new Accrue { PurchaseMinor = 5 })],
        "accrue.points" => [With(operation, changed => changed.Accrue = new Accrue { Points = 5_000, Reason = "gift" })],
        "accrue.reason" => [With(operation, changed => changed.Accrue.Reason = "other")],
        "redeem.points" => [With(operation, changed => changed.Redeem.Points = 200)],
        "adjust.asset" => [With(operation, changed => changed.Adjust.Asset = Asset.Bonus)],
        "adjust.amount" => [With(operation, changed => changed.Adjust.Amount = -5)],
        "adjust.reason" => [With(operation, changed => changed.Adjust.Reason = "lost")],
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static Operation With(Operation operation, Action<Operation> change)
    {
        var changed = operation.Clone();
        change(changed);
        return changed;
    }
}
