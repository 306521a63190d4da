using Google.Protobuf;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class PostTests : ScriptedTest
{
    private static readonly Target _card = Target.Card("6600123412341234");

    [Fact]
    public async Task A_method_per_kind_sends_its_operation_in_the_clients_name()
    {
        await using var client = Scripted.Client(options => options.TimeProvider = new JumpingTime());
        await client.OpenAccountAsync(card: "new-card");
        await client.IssueCardAsync(_card, "second-card");
        await client.TopUpAsync(_card, amountMinor: 50_000, tender: "cash");
        await client.AccruePurchaseAsync(_card, purchaseMinor: 12_800);
        await client.AccruePointsAsync(_card, points: 5, reason: "sign-in");
        await client.DebitAsync(_card, amountMinor: 12_800, allowPartial: true);
        await client.RedeemAsync(_card, points: 100);
        await client.AdjustAsync(Target.Account(42), Asset.Bonus, amount: -7, reason: "mistake",
            new OperationDetails { Reference = "note 1", Operator = 9, Store = 2, Terminal = 8, TerminalSeq = 11 });

        var received = Scripted.Received.ToArray();
        Assert.Equal(new OpenAccount { Card = "new-card" }, received[0].OpenAccount);
        Assert.Equal(Operation.TargetOneofCase.None, received[0].TargetCase);
        Assert.Equal(new IssueCard { Card = "second-card" }, received[1].IssueCard);
        Assert.Equal(new TopUp { AmountMinor = 50_000, Tender = "cash" }, received[2].TopUp);
        Assert.Equal(new Accrue { PurchaseMinor = 12_800 }, received[3].Accrue);
        Assert.Equal(new Accrue { Points = 5, Reason = "sign-in" }, received[4].Accrue);
        Assert.Equal(new Debit { AmountMinor = 12_800, AllowPartial = true }, received[5].Debit);
        Assert.Equal(new Redeem { Points = 100 }, received[6].Redeem);
        Assert.Equal(new Adjust { Asset = Asset.Bonus, Amount = -7, Reason = "mistake" }, received[7].Adjust);
        Assert.All(received[1..7], operation => Assert.Equal(_card.CardToken, operation.Card));
        Assert.All(received[..7], operation => Assert.Equal((1, 7, 3), (operation.Store, operation.Terminal, operation.Operator)));
        Assert.All(received, operation => Assert.Equal(1_795_320_000, operation.BusinessTime.Seconds));
        Assert.Equal(8, received.Select(operation => operation.Key).Distinct().Count());
        var last = received[7];
        Assert.Equal((42L, "note 1", 9, 2, 8, 11L),
            (last.Account, last.Reference, last.Operator, last.Store, last.Terminal, last.TerminalSeq));
    }

    [Fact]
    public async Task Stated_time_and_key_are_used_and_a_stated_time_is_in_the_new_key()
    {
        await using var client = Scripted.Client();
        var key = Guid.CreateVersion7();
        var at = new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.FromHours(8)).AddTicks(12_345_678);
        await client.DebitAsync(_card, 100, details: new OperationDetails { Key = key, BusinessTime = at });
        await client.DebitAsync(_card, 100, details: new OperationDetails { BusinessTime = at });

        var received = Scripted.Received.ToArray();
        Assert.Equal(OperationKey.ToByteString(key), received[0].Key);
        Assert.Equal(1_234_567_000, received[0].BusinessTime.Nanos + (received[0].BusinessTime.Seconds - 1_795_132_800) * 1_000_000_000);
        Assert.Equal(at.ToUnixTimeMilliseconds(), OperationKey.TimeOf(OperationKey.FromByteString(received[1].Key))
            .ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task The_same_details_with_a_key_are_the_same_operation_whenever_they_are_sent()
    {
        var time = new JumpingTime();
        await using var client = Scripted.Client(options => options.TimeProvider = time);
        var details = new OperationDetails { Key = OperationKey.New(time), Reference = "ticket 1" };
        await client.DebitAsync(_card, 100, details: details);
        await Task.Delay(TimeSpan.FromHours(2), time);
        await client.DebitAsync(_card, 100, details: details);

        var received = Scripted.Received.ToArray();
        Assert.Equal(received[0], received[1]);
        Assert.Equal(OperationKey.TimeOf(details.Key.Value), received[0].BusinessTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task A_key_without_a_time_of_its_own_leaves_the_business_time_to_the_clock()
    {
        await using var client = Scripted.Client(options => options.TimeProvider = new JumpingTime());
        await client.DebitAsync(_card, 100, details: new OperationDetails { Key = Guid.NewGuid() });

        Assert.Equal(1_795_320_000, Scripted.Received.Single().BusinessTime.Seconds);
    }

    [Fact]
    public async Task A_refusal_is_a_result_with_its_figures()
    {
        await using var client = Scripted.Client();
        var refused = Assert.IsType<PostingResult.Refused>(await client.DebitAsync(_card, ScriptedLedger.AvailableMinor + 250));

        Assert.Equal(Outcome.InsufficientFunds, refused.Outcome);
        Assert.Equal((100_250L, 100_000L, 250L), (refused.Needed, refused.Available, refused.Missing));
        Assert.Null(refused.MultipleOf);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(9, true)]
    [InlineData(10, false)]
    [InlineData(9000, false)]
    public async Task Outcomes_below_10_are_posted_and_the_rest_refused_known_or_not(int outcome, bool posted)
    {
        Scripted.OnPost = (operation, _, _) => Task.FromResult(new Receipt { Key = operation.Key, Outcome = (Outcome)outcome });
        await using var client = Scripted.Client();

        Assert.Equal(posted, await client.DebitAsync(_card, 1) is PostingResult.Posted);
    }

    [Fact]
    public async Task An_unknown_card_is_a_result()
    {
        await using var client = Scripted.Client();
        var notFound = Assert.IsType<PostingResult.NotFound>(await client.DebitAsync(Target.Card(ScriptedLedger.UnknownCard), 100));

        Assert.Equal(("card", "no such card"), (notFound.Field, notFound.Description));
        Assert.Single(Scripted.Received);
    }

    [Fact]
    public async Task A_reply_lost_after_the_commit_is_asked_for_again_with_the_same_bytes()
    {
        Scripted.OnPost = (operation, attempt, context) =>
        {
            var receipt = Scripted.Decide(operation);
            if (attempt == 1)
                context.GetHttpContext().Abort();
            return Task.FromResult(receipt);
        };
        await using var client = Scripted.Client();
        var posted = Assert.IsType<PostingResult.Posted>(await client.DebitAsync(_card, 12_800));

        Assert.True(posted.Receipt.Replayed);
        Assert.Equal(1, Scripted.JournalCount);
        var received = Scripted.Received.ToArray();
        Assert.Equal(2, received.Length);
        Assert.Equal(received[0].ToByteArray(), received[1].ToByteArray());
    }

    [Fact]
    public async Task What_the_caller_changes_meanwhile_does_not_change_the_retry()
    {
        await using var client = Scripted.Client();
        var operation = client.Operations.Debit(_card, 100);
        Scripted.OnPost = (received, attempt, _) =>
        {
            operation.Debit.AmountMinor = 999;
            return attempt == 1 ? throw Problems.Of(StatusCode.Unavailable) : Task.FromResult(Scripted.Decide(received));
        };
        await client.PostAsync(operation);

        Assert.Equal([100, 100], Scripted.Received.Select(received => received.Debit.AmountMinor));
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unknown)]
    [InlineData(StatusCode.Cancelled)]
    [InlineData(StatusCode.DataLoss)]
    public async Task A_passing_status_is_retried(StatusCode code)
    {
        Scripted.OnPost = (operation, attempt, _) =>
            attempt < 3 ? throw Problems.Of(code) : Task.FromResult(Scripted.Decide(operation));
        await using var client = Scripted.Client();

        Assert.IsType<PostingResult.Posted>(await client.DebitAsync(_card, 100));
        Assert.Equal(3, Scripted.Received.Count);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, false)]
    [InlineData(StatusCode.Unauthenticated, false)]
    [InlineData(StatusCode.PermissionDenied, false)]
    [InlineData(StatusCode.Unimplemented, false)]
    [InlineData(StatusCode.FailedPrecondition, true)]
    public async Task A_final_status_is_thrown_after_one_attempt(StatusCode code, bool mayHaveBeenPosted)
    {
        Scripted.OnPost = (_, _, _) => throw Problems.Of(code);
        await using var client = Scripted.Client();
        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(() => client.DebitAsync(_card, 100));

        Assert.Equal(code, thrown.StatusCode);
        Assert.Equal(mayHaveBeenPosted, thrown.Problem.MayHaveBeenPosted);
        Assert.Single(Scripted.Received);
    }

    [Fact]
    public async Task A_final_status_after_an_unknown_attempt_says_that_it_may_have_been_posted()
    {
        Scripted.OnPost = (_, attempt, _) => throw Problems.Of(attempt == 1 ? StatusCode.Unavailable : StatusCode.Unauthenticated);
        await using var client = Scripted.Client();
        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(() => client.DebitAsync(_card, 100));

        Assert.True(thrown.Problem.MayHaveBeenPosted);
    }

    [Fact]
    public async Task Violations_are_decoded_field_by_field()
    {
        Scripted.OnPost = (_, _, _) => throw Problems.Invalid("debit.amount_minor", "OUT_OF_RANGE");
        await using var client = Scripted.Client();
        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(() => client.DebitAsync(_card, 0));

        Assert.Equal([new FieldViolation("debit.amount_minor", "OUT_OF_RANGE", "is wrong")], thrown.Violations);
        Assert.True(thrown.Problem.Has("OUT_OF_RANGE"));
        Assert.Contains("debit.amount_minor", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Details_that_cannot_be_read_leave_the_status_standing()
    {
        Scripted.OnPost = (_, _, _) => throw new RpcException(
            new Status(StatusCode.InvalidArgument, "no"), new Metadata { { "grpc-status-details-bin", [0xFF, 0xFF, 0xFF] } });
        await using var client = Scripted.Client();
        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(() => client.DebitAsync(_card, 100));

        Assert.Equal(StatusCode.InvalidArgument, thrown.StatusCode);
        Assert.Empty(thrown.Violations);
    }

    [Fact]
    public async Task The_ledgers_retry_delay_is_waited_out()
    {
        var time = new JumpingTime();
        Scripted.OnPost = (operation, attempt, _) =>
            attempt == 1 ? throw Problems.Full(TimeSpan.FromSeconds(7)) : Task.FromResult(Scripted.Decide(operation));
        await using var client = Scripted.Client(options => options.TimeProvider = time);

        Assert.IsType<PostingResult.Posted>(await client.DebitAsync(_card, 100));
        Assert.InRange(Assert.Single(time.Pauses), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7.1));
    }

    [Fact]
    public async Task A_retry_delay_beyond_the_deadline_ends_the_call_at_once_and_undecided()
    {
        var time = new JumpingTime();
        Scripted.OnPost = (_, _, _) => throw Problems.Full(TimeSpan.FromSeconds(60));
        await using var client = Scripted.Client(options => options.TimeProvider = time);
        var unresolved = Assert.IsType<PostingResult.Unresolved>(await client.DebitAsync(_card, 100));

        Assert.Equal((UnresolvedReason.DeadlineEnded, false, 1), (unresolved.Reason, unresolved.MayHaveBeenPosted, unresolved.Attempts));
        Assert.Equal(("QUEUE_FULL", TimeSpan.FromSeconds(60)), (unresolved.LastProblem!.Reason, unresolved.LastProblem.RetryDelay));
        Assert.Empty(time.Pauses);
    }

    [Fact]
    public async Task The_deadline_bounds_all_attempts_and_pauses_and_the_operation_comes_back_to_be_resent()
    {
        var time = new JumpingTime();
        Scripted.OnPost = (operation, attempt, _) =>
        {
            if (attempt == 1)
                Scripted.Decide(operation);
            throw Problems.Of(StatusCode.Unavailable);
        };
        await using var client = Scripted.Client(options =>
        {
            options.TimeProvider = time;
            options.AttemptsMax = 100;
            options.BackoffFirst = options.BackoffMax = TimeSpan.FromSeconds(2);
        });
        var unresolved = Assert.IsType<PostingResult.Unresolved>(await client.DebitAsync(_card, 100, deadline: TimeSpan.FromSeconds(9)));

        Assert.Equal((UnresolvedReason.DeadlineEnded, true), (unresolved.Reason, unresolved.MayHaveBeenPosted));
        Assert.InRange(time.Passed, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(9));
        Assert.Equal(Scripted.Received.Count, unresolved.Attempts);

        Scripted.OnPost = (operation, _, _) => Task.FromResult(Scripted.Decide(operation));
        var posted = Assert.IsType<PostingResult.Posted>(await client.ResendAsync(unresolved.Operation));
        Assert.True(posted.Receipt.Replayed);
        Assert.Equal(unresolved.Key, posted.Key);
        Assert.Equal(1, Scripted.JournalCount);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_is_ended_by_its_own_timeout()
    {
        Scripted.OnPost = async (operation, attempt, context) =>
        {
            if (attempt == 1)
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return Scripted.Decide(operation);
        };
        await using var client = Scripted.Client(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(200));

        Assert.IsType<PostingResult.Posted>(await client.DebitAsync(_card, 100));
        Assert.True(Scripted.Received.Count >= 2);
    }

    [Fact]
    public async Task The_number_of_attempts_is_bounded()
    {
        Scripted.OnPost = (_, _, _) => throw Problems.Of(StatusCode.Unavailable);
        await using var client = Scripted.Client(options => options.AttemptsMax = 3);
        var unresolved = Assert.IsType<PostingResult.Unresolved>(await client.DebitAsync(_card, 100));

        Assert.Equal((UnresolvedReason.AttemptsExhausted, 3, 3), (unresolved.Reason, unresolved.Attempts, Scripted.Received.Count));
    }

    [Fact]
    public async Task A_receipt_of_another_key_is_no_answer()
    {
        Scripted.OnPost = (operation, attempt, _) => Task.FromResult(attempt == 1
            ? new Receipt { Key = OperationKey.ToByteString(Guid.CreateVersion7()), Outcome = Outcome.Posted }
            : Scripted.Decide(operation));
        await using var client = Scripted.Client();
        var posted = Assert.IsType<PostingResult.Posted>(await client.DebitAsync(_card, 100));

        Assert.Equal(Scripted.Received.First().Key, posted.Receipt.Key);
        Assert.Equal(2, Scripted.Received.Count);
    }

    [Fact]
    public async Task A_ledger_that_went_away_is_found_again_when_it_is_back()
    {
        await using var client = Scripted.Client(options => options.AttemptsMax = 3);
        Assert.IsType<PostingResult.Posted>(await client.DebitAsync(_card, 100));
        await Scripted.DisposeAsync();
        var unresolved = Assert.IsType<PostingResult.Unresolved>(await client.DebitAsync(_card, 200));

        await using var back = await ScriptedLedger.StartAsync(Scripted.Address.Port);
        PostingResult result = unresolved;
        for (var resends = 0; resends < 100 && result is PostingResult.Unresolved; resends++)
            result = await client.ResendAsync(unresolved.Operation);
        Assert.IsType<PostingResult.Posted>(result);
        Assert.Equal(unresolved.Operation, back.Received.Last());
    }

    [Fact]
    public async Task Cancelling_before_the_first_send_throws_and_after_it_keeps_the_key()
    {
        await using var client = Scripted.Client();
        using var cancellation = new CancellationTokenSource();
        Scripted.OnPost = async (_, _, context) =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new Receipt();
        };
        var operation = client.Operations.Debit(_card, 100);
        var unresolved = Assert.IsType<PostingResult.Unresolved>(await client.PostAsync(operation, cancellationToken: cancellation.Token));

        Assert.Equal((UnresolvedReason.Cancelled, true), (unresolved.Reason, unresolved.MayHaveBeenPosted));
        Assert.Equal(operation, unresolved.Operation);
        await Assert.ThrowsAsync<OperationCanceledException>(() => client.PostAsync(operation, cancellationToken: cancellation.Token));
        Assert.Single(Scripted.Received);
    }

    [Fact]
    public async Task A_key_of_another_length_is_a_mistake_of_the_caller()
    {
        await using var client = Scripted.Client();
        await Assert.ThrowsAsync<ArgumentException>(() => client.PostAsync(new Operation()));
        Assert.Empty(Scripted.Received);
    }

    [Fact]
    public async Task No_result_shows_the_cards_token_in_a_log()
    {
        const string Token = "6600987654321111";
        await using var client = Scripted.Client(options => options.AttemptsMax = 1);
        Scripted.OnPost = (_, _, _) => throw Problems.Of(StatusCode.Unavailable);
        var unresolved = await client.DebitAsync(Target.Card(Token), 100);
        Scripted.OnPost = (_, _, _) => throw Problems.NotFound("card");
        var notFound = await client.DebitAsync(Target.Card(Token), 100);

        Assert.StartsWith("Unresolved", unresolved.ToString(), StringComparison.Ordinal);
        Assert.All([$"{unresolved}", $"{notFound}", $"{Target.Card(Token)}"],
            text => Assert.DoesNotContain(Token, text, StringComparison.Ordinal));
        Assert.Equal("card …1111", Target.Card(Token).ToString());
    }
}
