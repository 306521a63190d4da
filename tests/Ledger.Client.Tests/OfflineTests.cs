using Grpc.Core;
using Ledger.Client.Outbox;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class OfflineTests : OutboxTest
{
    private static readonly Target Member = Target.Card("6600123412341234");


    // 100 points are worth 5.00.
    private static OfflineLimits Limits => new()
    {
        AmountMaxMinor = 50_000, SumMaxMinor = 100_000, CountMax = 20, AgeMax = TimeSpan.FromHours(4), FloorMinor = 5_000,
        PointsBlock = 100, BlockWorthMinor = 500,
    };

    [Fact]
    public async Task An_unanswered_payment_is_accepted_under_its_own_number_and_sent_later()
    {
        using var outbox = Open();
        Scripted.OnPost = (_, _, _) => throw Problems.Of(StatusCode.Unavailable);
        var unresolved = Assert.IsType<PostingResult.Unresolved>(await outbox.PostAsync(Client, Debit(3_000)));
        var accepted = Assert.IsType<OfflineAcceptance.Accepted>(await outbox.AcceptOfflineAsync(unresolved.Operation, Limits));
        Scripted.OnPost = (operation, _, _) => Task.FromResult(Scripted.Decide(operation));
        var sent = Assert.Single(await outbox.ResendPendingAsync(Client));

        Assert.Equal((unresolved.Operation, 1L), (accepted.Operation, accepted.Operation.TerminalSeq));
        Assert.Equal((true, false, 3_000L, 0L), (sent.AcceptedOffline, sent.IsConflict, sent.SpentMinor, sent.LostMinor));
        Assert.IsType<PostingResult.Posted>(sent.Result);
        Assert.Empty(await outbox.PendingAsync());
        Assert.Empty(await outbox.AcceptedOfflineAsync());
    }

    [Fact]
    public async Task Accepting_twice_is_accepting_once()
    {
        using var outbox = Open();
        var first = await AcceptAsync(outbox, Debit(5_000));
        var again = await AcceptAsync(outbox, first, Limits with { CountMax = 1 });

        Assert.Equal(first, again);
        Assert.Equal([first], await outbox.PendingAsync());
    }

    [Fact]
    public async Task What_was_answered_meanwhile_does_not_become_a_second_operation()
    {
        using var outbox = Open();
        var stored = await outbox.StoreAsync(Debit(100));
        await outbox.MarkAnsweredAsync(stored);

        await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.AcceptOfflineAsync(stored, Limits));
        Assert.Empty(await outbox.PendingAsync());
    }

    public static TheoryData<string, bool> Spendings() => new()
    {
        { "debit 50.00", true }, { "debit 50.01", false }, { "redeem 1000", true }, { "redeem 1001", false },
        { "checkout 500.00 with 50.00", true }, { "checkout 500.00 with 50.01", false },
        { "checkout 500.00 with 500 points and 25.00", true }, { "checkout 500.00 with 500 points and 25.01", false },
        { "checkout 500.00", true }, { "top up 500.00", true }, { "purchase 500.00", true }, { "points 10000", true }, { "action", true },
    };

    [Theory]
    [MemberData(nameof(Spendings))]
    public async Task Points_and_stored_value_are_taken_up_to_the_floor_and_everything_else_up_to_the_amount(string what, bool isAccepted)
    {
        using var outbox = Open();
        var answer = await outbox.AcceptOfflineAsync(Spending(what), Limits);

        OfflineAcceptance? expected = isAccepted ? null : new OfflineAcceptance.Refused(OfflineLimit.Floor, 5_000);
        Assert.Equal(expected, answer as OfflineAcceptance.Refused);
        Assert.Equal(isAccepted ? 1 : 0, (await outbox.PendingAsync()).Count);
    }

    [Fact]
    public async Task One_operation_over_the_amount_is_refused_with_the_amount()
    {
        using var outbox = Open();
        Operation[] over =
        [
            Make.TopUp(Member, 50_001), Make.AccruePurchase(Member, 50_001), Make.AccruePoints(Member, 10_001, "welcome"),
            Make.Checkout(Member, [new() { AmountMinor = 50_000 }, new() { AmountMinor = 1 }]),
            Make.Checkout(Member, [new() { AmountMinor = long.MaxValue }, new() { AmountMinor = long.MaxValue }]),
            Make.Debit(Member, long.MaxValue), Make.Redeem(Member, long.MaxValue),
        ];
        foreach (var operation in over)
            Assert.Equal(new OfflineAcceptance.Refused(OfflineLimit.Amount, 50_000), await outbox.AcceptOfflineAsync(operation, Limits));
    }

    [Fact]
    public async Task The_sum_of_what_is_accepted_and_unanswered_has_a_limit()
    {
        using var outbox = Open();
        await AcceptAsync(outbox, Make.TopUp(Member, 50_000));
        var second = await AcceptAsync(outbox, Make.TopUp(Member, 49_000));
        // What is only pending is no risk of the till's.
        await outbox.StoreAsync(Make.TopUp(Member, 50_000));

        Assert.Equal(new OfflineAcceptance.Refused(OfflineLimit.Sum, 1_000), await outbox.AcceptOfflineAsync(Debit(1_001), Limits));
        await outbox.MarkAnsweredAsync(second);
        await AcceptAsync(outbox, Debit(1_001));
    }

    [Fact]
    public async Task The_count_of_what_is_accepted_and_unanswered_has_a_limit()
    {
        using var outbox = Open();
        var limits = Limits with { CountMax = 2 };
        await AcceptAsync(outbox, Debit(1), limits);
        await AcceptAsync(outbox, Make.AccrueAction(Member, "sign_in"), limits);

        Assert.Equal(new OfflineAcceptance.Refused(OfflineLimit.Count), await outbox.AcceptOfflineAsync(Debit(1), limits));
    }

    [Fact]
    public async Task Nothing_more_is_accepted_when_the_oldest_is_too_old()
    {
        using var outbox = Open();
        var oldest = await AcceptAsync(outbox, Debit(1));
        var lastMoment = oldest.BusinessTime.ToDateTimeOffset() + Limits.AgeMax;
        var tooLate = Debit(1, lastMoment.AddMilliseconds(1));

        var inTime = await AcceptAsync(outbox, Debit(1, lastMoment));
        Assert.Equal(new OfflineAcceptance.Refused(OfflineLimit.Age), await outbox.AcceptOfflineAsync(tooLate, Limits));
        await outbox.MarkAnsweredAsync(oldest);
        await AcceptAsync(outbox, tooLate);
        Assert.Equal([inTime.TerminalSeq, 3L], (await outbox.AcceptedOfflineAsync()).Select(operation => operation.TerminalSeq));
    }

    public static TheoryData<string> NeverAccepted() =>
        [.. Never(new OperationBuilder(Store, Terminal, 3, TimeProvider.System)).Select(o => $"{o.KindCase}")];

    [Theory]
    [MemberData(nameof(NeverAccepted))]
    public async Task Other_kinds_are_never_accepted_however_wide_the_limits(string kind)
    {
        using var outbox = Open();
        var operation = Never(Make).Single(never => $"{never.KindCase}" == kind);

        Assert.Equal(new OfflineAcceptance.Refused(OfflineLimit.Kind), await outbox.AcceptOfflineAsync(operation, Wide));
        Assert.Empty(await outbox.PendingAsync());
    }

    [Fact]
    public async Task A_checkout_that_a_hold_pays_is_not_accepted_as_a_capture_is_not()
    {
        using var outbox = Open();
        var operation = Make.Checkout(Member, [new() { AmountMinor = 1 }], new() { StoredValueMinor = 1, HoldKey = Guid.CreateVersion7() });

        Assert.Equal(new OfflineAcceptance.Refused(OfflineLimit.Kind), await outbox.AcceptOfflineAsync(operation, Wide));
    }

    [Fact]
    public void Every_kind_is_either_acceptable_or_never_accepted()
    {
        Operation[] acceptable =
        [
            Debit(1), Make.Redeem(Member, 1), Make.Checkout(Member, []), Make.TopUp(Member, 1), Make.AccrueAction(Member, "share"),
        ];
        var all = Enum.GetValues<Operation.KindOneofCase>()
            .Where(kind => kind is not (Operation.KindOneofCase.None or Operation.KindOneofCase.SetPin));

        Assert.Equal(all.Order(), acceptable.Concat(Never(Make)).Select(operation => operation.KindCase).Order());
    }

    [Fact]
    public async Task What_only_the_ledger_can_tell_the_amount_of_is_not_accepted()
    {
        using var outbox = Open();
        CheckoutLine[] basket = [new() { AmountMinor = 100 }];
        Operation[] unknown =
        [
            Make.Debit(Member, 100, allowPartial: true), Make.Checkout(Member, basket, new CheckoutPayment { AllStoredValue = true }),
            Make.RedeemReward(Member, "coupon", 100), Debit(0), Debit(-5), Make.TopUp(Member, -5), Make.Checkout(Member, []),
            Make.Checkout(Member, [new() { AmountMinor = 100 }, new() { AmountMinor = -50 }]),
            Make.Checkout(Member, basket, new CheckoutPayment { Points = -100 }),
            Make.Checkout(Member, basket, new CheckoutPayment { StoredValueMinor = -100 }),
        ];
        foreach (var operation in unknown)
            Assert.Equal(new OfflineAcceptance.Refused(OfflineLimit.AmountUnknown), await outbox.AcceptOfflineAsync(operation, Wide));
        foreach (var operation in new[] { Make.Redeem(Member, 100), Make.AccruePoints(Member, 1, "welcome") })
        {
            Assert.Equal(
                new OfflineAcceptance.Refused(OfflineLimit.AmountUnknown),
                await outbox.AcceptOfflineAsync(operation, Wide with { BlockWorthMinor = 0 }));
        }
    }

    [Fact]
    public async Task A_refused_acceptance_leaves_what_was_pending_as_it_was()
    {
        using var outbox = Open();
        var stored = await outbox.StoreAsync(Debit(5_001));
        Assert.IsType<OfflineAcceptance.Refused>(await outbox.AcceptOfflineAsync(stored, Limits));

        Assert.Equal([stored], await outbox.PendingAsync());
        Assert.Empty(await outbox.AcceptedOfflineAsync());
    }

    [Fact]
    public async Task After_a_crash_what_was_accepted_still_counts_and_goes_out_in_order_with_the_same_bytes()
    {
        Operation[] stored;
        using (var outbox = Open())
        {
            stored =
            [
                await AcceptAsync(outbox, Make.TopUp(Member, 50_000)), await outbox.StoreAsync(Debit(7_000)),
                await AcceptAsync(outbox, Debit(3_000)),
            ];
        }
        using var reopened = Open();
        Assert.Equal([stored[0], stored[2]], await reopened.AcceptedOfflineAsync());
        Assert.Equal(new OfflineAcceptance.Refused(OfflineLimit.Sum, 47_000),
            await reopened.AcceptOfflineAsync(Make.TopUp(Member, 47_001), Limits));
        var sent = await reopened.ResendPendingAsync(Client);

        Assert.Equal(stored, Scripted.Received);
        Assert.Equal([(true, 0L), (false, 0L), (true, 3_000L)], sent.Select(one => (one.AcceptedOffline, one.SpentMinor)));
        Assert.Empty(await reopened.PendingAsync());
    }

    [Fact]
    public async Task An_acceptance_torn_at_any_byte_leaves_the_operation_pending_and_not_accepted()
    {
        Operation stored;
        using (var outbox = Open())
            stored = await outbox.StoreAsync(Debit(1));
        var before = await File.ReadAllBytesAsync(Path);
        using (var outbox = Open())
            await AcceptAsync(outbox, stored);
        var after = await File.ReadAllBytesAsync(Path);
        for (var length = before.Length; length < after.Length; length++)
        {
            await File.WriteAllBytesAsync(Path, after[..length]);
            using var outbox = Open();
            Assert.Equal([stored], await outbox.PendingAsync());
            Assert.Empty(await outbox.AcceptedOfflineAsync());
        }
    }

    [Fact]
    public async Task A_refusal_of_what_was_handed_out_is_told_until_somebody_has_seen_to_it_and_blocks_nothing()
    {
        var wide = Limits with { FloorMinor = 1_000_000, AmountMaxMinor = 1_000_000, SumMaxMinor = 1_000_000 };
        Operation lost;
        using (var outbox = Open())
        {
            lost = await AcceptAsync(outbox, Debit(ScriptedLedger.AvailableMinor + 250), wide);
            await AcceptAsync(outbox, Debit(3_000), wide);
            var sent = await outbox.ResendPendingAsync(Client);

            Assert.Equal([true, false], sent.Select(one => one.IsConflict));
            Assert.Equal(
                (lost, Remedy.AnotherAmount, ScriptedLedger.AvailableMinor + 250), (sent[0].Operation, sent[0].Remedy, sent[0].LostMinor));
            Assert.Equal(250, Assert.IsType<PostingResult.Refused>(sent[0].Result).Missing);
        }
        // The till went down before anybody could read it.
        using var reopened = Open();
        var again = Assert.Single(await reopened.ResendPendingAsync(Client));
        Assert.True(again.IsConflict);
        Assert.True(Assert.IsType<PostingResult.Refused>(again.Result).Receipt.Replayed);
        Assert.Equal([lost], await reopened.AcceptedOfflineAsync());
        await reopened.MarkAnsweredAsync(again.Operation);

        Assert.Empty(await reopened.ResendPendingAsync(Client));
        Assert.Empty(await reopened.AcceptedOfflineAsync());
    }

    [Fact]
    public async Task A_card_nobody_knows_and_a_wrong_field_are_conflicts_of_what_was_accepted_and_of_nothing_else()
    {
        using var outbox = Open();
        await AcceptAsync(outbox, Make.Debit(Target.Card(ScriptedLedger.UnknownCard), 100));
        await AcceptAsync(outbox, Debit(200));
        await outbox.StoreAsync(Make.Debit(Target.Card(ScriptedLedger.UnknownCard), 300));
        await outbox.StoreAsync(Debit(400));
        Scripted.OnPost = (operation, _, _) => operation.Debit.AmountMinor is 200 or 400
            ? throw Problems.Invalid("debit.amount_minor", "OUT_OF_RANGE")
            : Task.FromResult(Scripted.Decide(operation));
        var sent = await outbox.ResendPendingAsync(Client);

        Assert.Equal([(true, Remedy.AnotherChoice, 100L), (true, Remedy.None, 200L), (false, Remedy.AnotherChoice, 0L),
            (false, Remedy.None, 0L)],
            sent.Select(one => (one.IsConflict, one.Remedy, one.LostMinor)));
        Assert.Equal([1L, 2L], (await outbox.PendingAsync()).Select(operation => operation.TerminalSeq));
    }

    [Theory]
    [InlineData("KEY_IN_FUTURE")]
    [InlineData("KEY_TOO_OLD")]
    public async Task A_key_outside_the_window_is_no_conflict_and_stays_accepted(string reason)
    {
        using var outbox = Open();
        var accepted = await AcceptAsync(outbox, Debit(100));
        Scripted.OnPost = (_, _, _) => throw Problems.Invalid("key", reason);
        var sent = Assert.Single(await outbox.ResendPendingAsync(Client));

        Assert.Equal((true, false, 0L), (sent.AcceptedOffline, sent.IsConflict, sent.LostMinor));
        Assert.Equal([accepted], await outbox.AcceptedOfflineAsync());
    }

    [Fact]
    public async Task A_sale_that_is_taken_back_counts_no_more_and_only_its_reversal_is_sent()
    {
        using var outbox = Open();
        var accepted = await AcceptAsync(outbox, Make.TopUp(Member, 50_000), Limits with { SumMaxMinor = 50_000 });
        var reversal = await outbox.GiveUpAsync(Make, accepted);
        await AcceptAsync(outbox, Make.TopUp(Member, 50_000), Limits with { SumMaxMinor = 50_000 });
        var sent = await outbox.ResendPendingAsync(Client);

        Assert.Equal([(reversal.TerminalSeq, false), (3L, true)], sent.Select(one => (one.Operation.TerminalSeq, one.AcceptedOffline)));
        Assert.Equal(accepted.Key, Scripted.Received.First().Reverse.OriginalKey);
    }

    [Fact]
    public async Task Neither_an_acceptance_nor_a_conflict_shows_the_card()
    {
        using var outbox = Open();
        var acceptance = await outbox.AcceptOfflineAsync(Debit(100), Limits);
        Scripted.OnPost = (_, _, _) => throw Problems.NotFound("card");
        var sent = await outbox.ResendPendingAsync(Client);

        Assert.DoesNotContain(Member.CardToken!, $"{acceptance} {sent[0]}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outbox_without_acceptances_is_written_as_before()
    {
        Operation stored;
        using (var outbox = Open())
            stored = await outbox.StoreAsync(Debit(1));
        var onDisk = await File.ReadAllBytesAsync(Path);

        byte[] expected = [.. new OutboxHeader(0, Store, Terminal, 0).ToSlot(), .. new byte[OutboxHeader.SlotBytes],
            .. OutboxRecord.Stored(stored)];
        Assert.Equal(expected, onDisk);
    }

    private static OfflineLimits Wide => new()
    {
        AmountMaxMinor = long.MaxValue, SumMaxMinor = long.MaxValue, CountMax = int.MaxValue, AgeMax = TimeSpan.MaxValue,
        FloorMinor = long.MaxValue, PointsBlock = 1, BlockWorthMinor = 1,
    };

    private static Operation[] Never(OperationBuilder make)
    {
        var key = Guid.CreateVersion7();
        return
        [
            make.OpenAccount("new-card-1"), make.IssueCard(Member, "new-card-1"), make.Adjust(Member, Asset.Points, 1, "why"),
            make.Refund(Member, key), make.Reverse(Member, key), make.PlaceHold(Member, 1), make.CaptureHold(Member, key),
            make.ReleaseHold(Member, key), make.ReportLoss(Member), make.ReplaceCard(Member, "new-card-1"), make.ApproveCard(Member, "why"),
            make.UnlockPin(Member), make.Freeze(Member, "why"), make.Unfreeze(Member), make.Warn(Member), make.CashOut(Member),
            make.CancelAccount(Member), make.Transfer(Member, 9, Asset.Points, 1), make.Merge(Member, 9), make.Describe(Member),
            make.SetTier(Member, "gold", "why"), make.FindCard(Member),
        ];
    }

    private static async Task<Operation> AcceptAsync(TerminalOutbox outbox, Operation operation, OfflineLimits? limits = null) =>
        Assert.IsType<OfflineAcceptance.Accepted>(await outbox.AcceptOfflineAsync(operation, limits ?? Limits)).Operation;

    private Operation Spending(string what)
    {
        CheckoutLine[] basket = [new() { AmountMinor = 20_000 }, new() { AmountMinor = 30_000 }];
        return what switch
        {
            "debit 50.00" => Debit(5_000),
            "debit 50.01" => Debit(5_001),
            "redeem 1000" => Make.Redeem(Member, 1_000),
            // A point over is worth 5 minor units more.
            "redeem 1001" => Make.Redeem(Member, 1_001),
            "checkout 500.00 with 50.00" => Make.Checkout(Member, basket, new CheckoutPayment { StoredValueMinor = 5_000 }),
            "checkout 500.00 with 50.01" => Make.Checkout(Member, basket, new CheckoutPayment { StoredValueMinor = 5_001 }),
            "checkout 500.00 with 500 points and 25.00" =>
            Make.Checkout(Member, basket, new CheckoutPayment { Points = 500, StoredValueMinor = 2_500 }),
            "checkout 500.00 with 500 points and 25.01" =>
            Make.Checkout(Member, basket, new CheckoutPayment { Points = 500, StoredValueMinor = 2_501 }),
            "checkout 500.00" => Make.Checkout(Member, basket),
            "top up 500.00" => Make.TopUp(Member, 50_000),
            "purchase 500.00" => Make.AccruePurchase(Member, 50_000),
            "points 10000" => Make.AccruePoints(Member, 10_000, "welcome"),
            "action" => Make.AccrueAction(Member, "sign_in"),
            _ => throw new ArgumentException($"Nothing is known of {what}.", nameof(what)),
        };
    }

    private Operation Debit(long amountMinor, DateTimeOffset? at = null) =>
        Make.Debit(Member, amountMinor, details: new OperationDetails { BusinessTime = at });
}
