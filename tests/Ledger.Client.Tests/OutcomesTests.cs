using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class OutcomesTests
{
    // What can be done about each outcome, in the order of their numbers.
    private static readonly (Outcome Outcome, Remedy Remedy)[] _table =
    [
        (Outcome.Unspecified, Remedy.None), (Outcome.Posted, Remedy.None), (Outcome.PostedInPart, Remedy.None),
        (Outcome.PostedBefore, Remedy.None),
        (Outcome.KeyReused, Remedy.AnotherKey), (Outcome.AccountExists, Remedy.AnotherChoice), (Outcome.OtherProgram, Remedy.None),
        (Outcome.CardNotActive, Remedy.AnotherChoice), (Outcome.CardTaken, Remedy.AnotherChoice), (Outcome.CardLimit, Remedy.None),
        (Outcome.NotAMultiple, Remedy.AnotherAmount), (Outcome.InsufficientFunds, Remedy.AnotherAmount),
        (Outcome.InsufficientPoints, Remedy.AnotherAmount), (Outcome.BalanceLimit, Remedy.AnotherAmount),
        (Outcome.KeyBlocked, Remedy.None), (Outcome.AccountFrozen, Remedy.AnotherStep), (Outcome.AccountCancelled, Remedy.None),
        (Outcome.AccountMerged, Remedy.AnotherChoice), (Outcome.AccountNotFrozen, Remedy.None), (Outcome.CardLost, Remedy.AnotherChoice),
        (Outcome.CardVoid, Remedy.AnotherChoice), (Outcome.CardExpired, Remedy.AnotherChoice), (Outcome.CardWaiting, Remedy.AnotherStep),
        (Outcome.CardNotWaiting, Remedy.None),
        (Outcome.NotCapable, Remedy.AnotherChoice), (Outcome.CardAmbiguous, Remedy.AnotherChoice),
        (Outcome.IdentifierTaken, Remedy.AnotherChoice), (Outcome.NotEligible, Remedy.AnotherStep), (Outcome.PinRequired, Remedy.Pin),
        (Outcome.WrongPin, Remedy.Pin), (Outcome.PinLocked, Remedy.AnotherStep), (Outcome.PinNotSet, Remedy.AnotherStep),
        (Outcome.PointsShareLimit, Remedy.AnotherAmount), (Outcome.Overpaid, Remedy.AnotherAmount),
        (Outcome.RestDiffers, Remedy.AnotherAmount), (Outcome.OriginalUnknown, Remedy.AnotherChoice), (Outcome.NotRefundable, Remedy.None),
        (Outcome.NotReversible, Remedy.None), (Outcome.ExceedsOriginal, Remedy.AnotherAmount), (Outcome.HoldLimit, Remedy.AnotherStep),
        (Outcome.HoldUnknown, Remedy.AnotherChoice), (Outcome.HoldExpired, Remedy.None), (Outcome.HoldReleased, Remedy.None),
        (Outcome.HoldCaptured, Remedy.None), (Outcome.ExceedsHold, Remedy.AnotherAmount), (Outcome.HoldsOpen, Remedy.AnotherStep),
        (Outcome.TransferNotAllowed, Remedy.None), (Outcome.TierUnknown, Remedy.AnotherChoice),
        (Outcome.RewardUnknown, Remedy.AnotherChoice), (Outcome.ActionUnknown, Remedy.AnotherChoice),
        (Outcome.PointsOwed, Remedy.AnotherStep), (Outcome.ReturnsLimit, Remedy.AnotherAmount), (Outcome.CardNotLost, Remedy.None),
        (Outcome.BonusSpent, Remedy.AnotherAmount),
    ];

    public static TheoryData<Outcome, Remedy> Table()
    {
        var data = new TheoryData<Outcome, Remedy>();
        foreach (var (outcome, remedy) in _table)
            data.Add(outcome, remedy);
        return data;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_outcome_has_its_remedy(Outcome outcome, Remedy remedy) => Assert.Equal(remedy, outcome.RemedyFor());

    [Fact]
    public void The_table_names_every_outcome_of_the_contract_in_its_order() =>
        Assert.Equal(Enum.GetValues<Outcome>().Order(), _table.Select(row => row.Outcome));

    [Fact]
    public void Every_outcome_is_either_posted_or_refused_and_none_is_worth_a_retry()
    {
        foreach (var outcome in Enum.GetValues<Outcome>().Where(outcome => outcome != Outcome.Unspecified))
        {
            Assert.NotEqual(outcome.IsPosted(), outcome.IsRefused());
            Assert.False(outcome.IsWorthRetry());
        }
        Assert.Equal([Outcome.Posted, Outcome.PostedInPart, Outcome.PostedBefore], Enum.GetValues<Outcome>().Where(Outcomes.IsPosted));
        Assert.True(Outcome.Unspecified.IsWorthRetry());
        Assert.Equal((true, Remedy.None), (((Outcome)9000).IsRefused(), ((Outcome)9000).RemedyFor()));
    }

    [Fact]
    public void A_refusal_says_what_helps_the_till()
    {
        var key = OperationKey.ToByteString(Guid.CreateVersion7());
        var wrongPin = new PostingResult.Refused(new Receipt { Key = key, Outcome = Outcome.WrongPin,
            Refusal = new Refusal { Available = 2 } });
        var merged = new PostingResult.Refused(new Receipt { Key = key, Outcome = Outcome.AccountMerged,
            Refusal = new Refusal { Account = 9 } });

        Assert.Equal((Remedy.Pin, 2L, (long?)null), (wrongPin.Remedy, wrongPin.TriesLeft, wrongPin.MergedInto));
        Assert.Equal((Remedy.AnotherChoice, (long?)null, 9L), (merged.Remedy, merged.TriesLeft, merged.MergedInto));
    }

    [Fact]
    public async Task A_pin_that_was_changed_meanwhile_is_an_ordinary_retry_with_the_pin()
    {
        await using var ledger = await ScriptedLedger.StartAsync();
        ledger.OnPost = (operation, attempt, _) => attempt == 1
            ? throw Problems.Of(StatusCode.Unavailable, new Google.Rpc.ErrorInfo { Reason = "PIN_CHANGED", Domain = "ledger" })
            : Task.FromResult(ledger.Decide(operation));
        await using var client = ledger.Client();

        Assert.IsType<PostingResult.Posted>(await client.DebitAsync(Target.Account(42), 100, pin: "482915"));
        Assert.Equal(["482915", "482915"], ledger.Received.Select(received => received.Pin));
    }

    [Fact]
    public async Task Posted_before_is_posted()
    {
        await using var ledger = await ScriptedLedger.StartAsync();
        ledger.OnPost = (operation, _, _) => Task.FromResult(new Receipt { Key = operation.Key, Outcome = Outcome.PostedBefore });
        await using var client = ledger.Client();

        Assert.True(Assert.IsType<PostingResult.Posted>(await client.ReverseAsync(Target.Account(42), Guid.CreateVersion7())).Before);
    }

    [Theory]
    [InlineData(Outcome.InsufficientFunds, 500, 200, 500L, 200L, 300L)]
    [InlineData(Outcome.InsufficientFunds, 500, 0, 500L, 0L, 500L)]
    // A checkout asks for a basket, so only what there is helps.
    [InlineData(Outcome.RestDiffers, 0, 4_500, null, 4_500L, null)]
    [InlineData(Outcome.NotEligible, 20_000, 0, 20_000L, null, null)]
    [InlineData(Outcome.NotEligible, 0, 0, null, null, null)]
    [InlineData(Outcome.NotAMultiple, 150, 0, 150L, null, null)]
    [InlineData(Outcome.WrongPin, 0, 2, null, 2L, null)]
    public void A_refusal_gives_the_figures_that_its_outcome_has_and_no_others(
        Outcome outcome, long needed, long available, long? shownNeeded, long? shownAvailable, long? shownMissing)
    {
        var refused = new PostingResult.Refused(new Receipt
        {
            Key = OperationKey.ToByteString(Guid.CreateVersion7()), Outcome = outcome,
            Refusal = new Refusal { Needed = needed, Available = available },
        });

        Assert.Equal((shownNeeded, shownAvailable, shownMissing), (refused.Needed, refused.Available, refused.Missing));
    }
}
