using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

/// <summary>PINs, identifiers, holds, transfers and the life of cards and accounts, over the wire.</summary>
[Collection(OneServer.Name)]
public sealed class MemberTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task A_pin_is_asked_for_compared_counted_and_kept_nowhere_in_clear()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 10_000));
        var set = Operations.SetPin(Target.Account(account), "271828");
        var first = await PostedAsync(set);
        Assert.Equal(Replayed(first), await PostAsync(set));

        Assert.Equal(Outcome.PinRequired, (await PostAsync(Operations.Debit(Target.Account(account), 1))).Outcome);
        var wrong = Operations.Debit(Target.Account(account), 1, pin: "314159");
        Assert.Equal(Outcome.Posted, (await Reading.GetQuoteAsync(wrong)).Receipt.Outcome);
        var refused = await PostAsync(wrong);
        Assert.Equal((Outcome.WrongPin, new Refusal { Available = 4 }), (refused.Outcome, refused.Refusal));
        // The PIN is no part of the payload: the answer to this key stands.
        Assert.Equal(Replayed(refused), await PostAsync(WithPin(wrong, "271828")));
        await PostedAsync(Operations.Debit(Target.Account(account), 1, pin: "271828"));

        for (var tries = 0; tries < 5; tries++)
            Assert.Equal(Outcome.WrongPin, (await PostAsync(Operations.Debit(Target.Account(account), 1, pin: "0000"))).Outcome);
        Assert.Equal(Outcome.PinLocked, (await PostAsync(Operations.Debit(Target.Account(account), 1, pin: "271828"))).Outcome);
        var balances = await BalancesAsync(account);
        Assert.True(balances.HasPin && balances.PinLockedUntil is not null);
        await PostedAsync(Operations.UnlockPin(Target.Account(account)));
        await PostedAsync(Operations.SetPin(Target.Account(account), "271828", oldPin: "271828"));
        await PostedAsync(Operations.Debit(Target.Account(account), 1, pin: "271828"));

        Assert.Equal(0, await ScalarAsync<long>(
            "SELECT count(*) FROM journal WHERE journal::text LIKE '%271828%' OR journal::text LIKE '%314159%'"));
        Assert.DoesNotContain("271828", Console.Text, StringComparison.Ordinal);
        var statement = await Reading.GetStatementAsync(new GetStatementRequest { Account = account });
        var line = statement.Lines.First(each => each.Kind == Kind.SetPin);
        Assert.True(line.PinSet);
#pragma warning disable CS0612 // Clients of 0.2.0 get it still, without what a PIN could be guessed from.
        Assert.Equal("{}", line.Detail);
        Assert.All(statement.Lines, each => Assert.DoesNotContain("salt", each.Detail, StringComparison.Ordinal));
#pragma warning restore CS0612
    }

    [Fact]
    public async Task Payments_on_a_locked_card_take_nothing_from_those_of_others()
    {
        await RestartAsync(settings => (settings.Limits.PinChecksMax, settings.Limits.PinChecksWaitingMax) = (1, 1));
        var (locked, other) = (await OpenAsync(), await OpenAsync());
        foreach (var account in new[] { locked, other })
        {
            await PostedAsync(Operations.TopUp(Target.Account(account), 10_000));
            await PostedAsync(Operations.SetPin(Target.Account(account), "271828"));
        }
        for (var tries = 0; tries < 5; tries++)
            Assert.Equal(Outcome.WrongPin, (await PostAsync(Operations.Debit(Target.Account(locked), 1, pin: "0000"))).Outcome);

        var tried = Enumerable.Range(0, 32).Select(_ => PostAsync(Operations.Debit(Target.Account(locked), 1, pin: "271828"))).ToArray();
        var paid = PostAsync(Operations.Debit(Target.Account(other), 1, pin: "271828"));

        Assert.Equal(Outcome.Posted, (await paid).Outcome);
        Assert.All(await Task.WhenAll(tried), receipt => Assert.Equal(Outcome.PinLocked, receipt.Outcome));
    }

    [Fact]
    public async Task Changing_a_pin_asks_for_the_old_one_unless_it_is_reset()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.SetPin(Target.Account(account), "1111"));

        Assert.Equal(Outcome.PinRequired, (await PostAsync(Operations.SetPin(Target.Account(account), "2222"))).Outcome);
        Assert.Equal(Outcome.WrongPin, (await PostAsync(Operations.SetPin(Target.Account(account), "2222", oldPin: "9999"))).Outcome);
        var change = Operations.SetPin(Target.Account(account), "2222", oldPin: "1111");
        var changed = await PostedAsync(change);
        Assert.Equal(Replayed(changed), await PostAsync(change));
        await PostedAsync(Operations.ResetPin(Target.Account(account), "3333"));
        Assert.Equal(Outcome.WrongPin, (await PostAsync(Operations.SetPin(Target.Account(account), "4444", oldPin: "2222"))).Outcome);
    }

    [Fact]
    public async Task A_member_is_found_by_an_identifier_for_posting_and_reading()
    {
        var opening = Operations.OpenAccount();
        opening.OpenAccount.Identifiers.Add(new Identifier { Kind = IdentifierKind.Mobile, Value = "13800138000" });
        opening.OpenAccount.Birthdays.Add(new Birthday { Whose = "own", Month = 2, Day = 29 });
        var account = (await PostedAsync(opening)).Account;
        var topUp = Operations.TopUp(Target.Identifier(IdentifierKind.Mobile, "13800138000"), 700);

        var receipt = await PostedAsync(topUp);

        Assert.Equal(account, receipt.Account);
        var named = new IdentifierInProgram { Program = 1,
            Identifier = new Identifier { Kind = IdentifierKind.Mobile, Value = "13800138000" } };
        var balances = await Reading.GetBalancesAsync(new GetBalancesRequest { Identifier = named });
        Assert.Equal((account, 700L), (balances.Account, balances.Holdings.PrincipalMinor));
        Assert.Equal([new HeldIdentifier { Kind = IdentifierKind.Mobile, LastFour = "8000" }], balances.Identifiers);
        Assert.Equal(opening.OpenAccount.Birthdays, balances.Birthdays);
        Assert.Equal(2, (await Reading.GetStatementAsync(new GetStatementRequest { Identifier = named })).Lines.Count);

        var other = Operations.OpenAccount();
        other.OpenAccount.Identifiers.Add(opening.OpenAccount.Identifiers);
        Assert.Equal(Outcome.IdentifierTaken, (await PostAsync(other)).Outcome);
        // Given up, the identifier names nobody; what was sent by it has its answer all the same.
        await PostedAsync(Operations.Describe(Target.Account(account),
            [new Identifier { Kind = IdentifierKind.Mobile, Value = "13900139000" }]));
        Assert.Equal(Replayed(receipt), await PostAsync(topUp));
        Problem.AssertViolations(
            await RefusedAsync(Operations.TopUp(Target.Identifier(IdentifierKind.Mobile, "13800138000"), 700)), StatusCode.NotFound,
            "identifier UNKNOWN_IDENTIFIER");
    }

    [Fact]
    public async Task An_identifier_passes_to_another_member_and_the_last_one_of_a_batch_stays_in_force()
    {
        var (account, other) = (await OpenAsync(), await OpenAsync());
        var (first, second) = (Mobile("13800138000"), Mobile("13900139000"));
        await PostedAsync(Operations.Describe(Target.Account(account), [first]));

        // Away from it and back: it is the account's own again, or still.
        foreach (var receipt in await Posting.ReceiptsAsync(
            Way.Batch, Operations.Describe(Target.Account(account), [second]), Operations.Describe(Target.Account(account), [first])))
            Assert.Equal(Outcome.Posted, receipt.Outcome);
        Assert.Equal(account, (await PostedAsync(Operations.TopUp(Target.Identifier(IdentifierKind.Mobile, first.Value), 700))).Account);
        await PostedAsync(Operations.Describe(Target.Account(account), [second]));
        await PostedAsync(Operations.Describe(Target.Account(other), [first]));

        Assert.Equal(other, (await PostedAsync(Operations.TopUp(Target.Identifier(IdentifierKind.Mobile, first.Value), 700))).Account);
        Assert.Equal(account, (await PostedAsync(Operations.TopUp(Target.Identifier(IdentifierKind.Mobile, second.Value), 700))).Account);
    }

    private static Identifier Mobile(string value) => new() { Kind = IdentifierKind.Mobile, Value = value };

    [Fact]
    public async Task A_hold_sets_aside_is_captured_in_parts_and_says_what_is_left()
    {
        var account = await OpenAsync();
        await PostedAsync(Operations.TopUp(Target.Account(account), 10_000));
        var hold = Operations.PlaceHold(Target.Account(account), 6_000, minutes: 30);

        var placed = await PostedAsync(hold);

        Assert.NotNull(placed.HoldExpiresAt);
        var balances = await BalancesAsync(account);
        Assert.Equal((10_000L, 4_000L), (balances.Holdings.PrincipalMinor, balances.Spendable.PrincipalMinor));
        Assert.Equal([new OpenHold { Key = hold.Key, LeftMinor = 6_000, ExpiresAt = placed.HoldExpiresAt }], balances.Holds);
        Assert.Equal(4_000, (await PostAsync(Operations.Debit(Target.Account(account), 4_001))).Refusal.Available);
        var capture = Operations.CaptureHold(Target.Account(account), Keys.Of(hold), 2_500);
        var captured = await PostedAsync(capture);
        Assert.Equal(3_500, captured.HoldLeftMinor);
        Assert.Equal(Replayed(captured), await PostAsync(capture));
        var tooMuch = await PostAsync(Operations.CaptureHold(Target.Account(account), Keys.Of(hold), 3_501));
        Assert.Equal((Outcome.ExceedsHold, new Refusal { Needed = 3_501, Available = 3_500 }), (tooMuch.Outcome, tooMuch.Refusal));
        await PostedAsync(Operations.ReleaseHold(Target.Account(account), Keys.Of(hold)));
        Assert.Equal(Outcome.HoldReleased, (await PostAsync(Operations.CaptureHold(Target.Account(account), Keys.Of(hold)))).Outcome);
        Problem.AssertViolations(
            await RefusedAsync(Operations.PlaceHold(Target.Account(account), 1, minutes: 7 * 24 * 60 + 1)), StatusCode.InvalidArgument,
            "place_hold.minutes ABOVE_LIMIT");
    }

    [Fact]
    public async Task What_the_program_does_not_have_is_named()
    {
        var account = await OpenAsync();
        Problem.AssertViolations(
            await RefusedAsync(Operations.IssueCard(Target.Account(account), "card-of-no-type-1", "platinum")), StatusCode.InvalidArgument,
            "issue_card.card_type UNKNOWN_CARD_TYPE");
        Problem.AssertViolations(
            await RefusedAsync(Operations.Transfer(Target.Account(account), 77, Asset.Points, 5)), StatusCode.NotFound,
            "transfer.to_account UNKNOWN_ACCOUNT");
        Problem.AssertViolations(
            await RefusedAsync(Operations.Merge(Target.Account(account), 77)), StatusCode.NotFound, "merge.into_account UNKNOWN_ACCOUNT");
        Assert.Equal(Outcome.TierUnknown, (await PostAsync(Operations.SetTier(Target.Account(account), "gold", "loyal"))).Outcome);
        Assert.Equal(Outcome.RewardUnknown, (await PostAsync(Operations.RedeemReward(Target.Account(account), "mug"))).Outcome);
        Assert.Equal(Outcome.ActionUnknown, (await PostAsync(Operations.AccrueAction(Target.Account(account), "sign_in"))).Outcome);
    }

    [Fact]
    public async Task A_merged_account_names_the_one_that_stays_and_says_under_which_key_its_holdings_arrive()
    {
        var (leaves, stays) = (await OpenAsync(), await OpenAsync());
        await PostedAsync(Operations.TopUp(Target.Account(leaves), 700));
        var merge = Operations.Merge(Target.Account(leaves), stays);

        var receipt = await PostedAsync(merge);

        Assert.Equal(16, receipt.ArrivalKey.Length);
        Assert.True(merge.Key.Span[..6].SequenceEqual(receipt.ArrivalKey.Span[..6]));
        Assert.Equal(Replayed(receipt), await PostAsync(merge));
        var refused = await PostAsync(Operations.TopUp(Target.Account(leaves), 1));
        Assert.Equal((Outcome.AccountMerged, new Refusal { Account = stays }), (refused.Outcome, refused.Refusal));
        var balances = await BalancesAsync(leaves);
        Assert.Equal((AccountStatus.Merged, stays), (balances.Status, balances.MergedInto));
    }

    [Fact]
    public async Task Cards_and_the_account_end_with_what_the_till_has_to_pay_out()
    {
        var account = await OpenAsync(card: "lost-card-0001");
        await PostedAsync(Operations.TopUp(Target.Account(account), 700));
        await PostedAsync(Operations.ReportLoss(Target.Account(account)));
        Assert.Equal(Outcome.CardLost, (await PostAsync(Operations.TopUp(Target.Card("lost-card-0001"), 1))).Outcome);
        await PostedAsync(Operations.ReplaceCard(Target.Account(account), "new-card-0002"));
        Assert.Equal(Outcome.CardVoid, (await PostAsync(Operations.TopUp(Target.Card("lost-card-0001"), 1))).Outcome);
        await PostedAsync(Operations.Freeze(Target.Account(account), "asked"));
        Assert.Equal(Outcome.AccountFrozen, (await PostAsync(Operations.TopUp(Target.Card("new-card-0002"), 1))).Outcome);
        await PostedAsync(Operations.Unfreeze(Target.Account(account)));
        await PostedAsync(Operations.Warn(Target.Account(account)));
        var cancelled = await PostedAsync(Operations.CancelAccount(Target.Account(account)));
        Assert.Equal(700, cancelled.PayOutMinor);
        var balances = await BalancesAsync(account);
        Assert.Equal((AccountStatus.Cancelled, 1), (balances.Status, balances.Warnings));
        Assert.All(balances.Cards, card => Assert.Equal(CardStatus.Void, card.Status));
    }

    private static Operation WithPin(Operation operation, string pin)
    {
        var again = operation.Clone();
        again.Pin = pin;
        return again;
    }
}
