using Decided = Ledger.Rules.Asked.Operation;
using OperationKind = Ledger.Rules.Codes.OperationKind;
using PayloadHash = Ledger.Rules.Asked.PayloadHash;

namespace Ledger.Server.Tests.Idempotency;

/// <summary>Rules became stricter; what was answered before has its answer, and nothing new gets past them.</summary>
[Collection(OneServer.Name)]
public sealed class NewerRulesTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private const string Reversed = "ca\u202Ehs";

    private readonly ShiftedClock _clock = new(new DateTimeOffset(2026, 3, 10, 4, 0, 0, TimeSpan.Zero));

    protected override TimeProvider Clock => _clock;

    protected override OperationBuilder Operations => new(1, 7, 3, _clock);

    [Theory]
    [InlineData(Way.Unary)]
    [InlineData(Way.Batch)]
    [InlineData(Way.Stream)]
    public async Task I5_A_key_that_was_answered_with_a_text_nobody_may_send_now_has_its_receipt(Way way)
    {
        var account = await OpenAsync();
        var operation = Operations.TopUp(Target.Account(account), 100, tender: "cash");
        var receipt = await PostedAsync(operation);
        await RestartAsync();
        operation.TopUp.Tender = Reversed;
        await RewriteAsync(operation, account);

        Assert.Equal([Expected.Replayed(receipt)], await Posting.ReceiptsAsync(way, operation));
        operation.TopUp.AmountMinor = 101;
        Assert.Equal(Outcome.KeyReused, (await Posting.ReceiptsAsync(way, operation))[0].Outcome);

        var other = Operations.TopUp(Target.Account(account), 100, tender: Reversed);
        var refused = (await Posting.SendAsync(way, other))[0].Problem;
        Assert.Equal(StatusCode.InvalidArgument, (StatusCode)refused.Code);
        Assert.Equal(["top_up.tender CHARACTERS"], refused.Violations());
        Assert.Equal(0, await CountInJournalAsync(other));
        Assert.Equal(100, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task I5_A_key_that_was_answered_for_a_time_that_lies_ahead_has_its_receipt()
    {
        var account = await OpenAsync();
        var ahead = new OperationDetails { BusinessTime = _clock.GetUtcNow().AddHours(20), Key = OperationKey.At(_clock.GetUtcNow()) };
        var operation = Operations.TopUp(Target.Account(account), 100, details: ahead);
        var other = Operations.TopUp(
            Target.Account(account), 100, details: new() { BusinessTime = ahead.BusinessTime, Key = OperationKey.At(_clock.GetUtcNow()) });
        _clock.Advance(TimeSpan.FromHours(20));
        var receipt = await PostedAsync(operation);

        _clock.Advance(TimeSpan.FromHours(-20));

        Assert.Equal(Expected.Replayed(receipt), await PostAsync(operation));
        Problem.AssertViolations(await RefusedAsync(other), StatusCode.InvalidArgument, "business_time TIME_IN_FUTURE");
        Assert.Equal(100, (await BalancesAsync(account)).Holdings.PrincipalMinor);
    }

    [Fact]
    public async Task I5_What_is_wrong_by_an_older_rule_as_well_is_told_whatever_the_key()
    {
        var operation = Operations.TopUp(Target.Account(await OpenAsync()), 100, tender: "cash");
        await PostedAsync(operation);

        (operation.TopUp.Tender, operation.Terminal) = (Reversed, 0);

        Problem.AssertViolations(
            await RefusedAsync(operation), StatusCode.InvalidArgument, "terminal OUT_OF_RANGE", "top_up.tender CHARACTERS");
    }

    /// <summary>The journal as it would be, had the operation been posted before there was the rule.</summary>
    private Task RewriteAsync(Operation wire, long account)
    {
        var at = wire.BusinessTime.ToDateTime();
        var hash = PayloadHash.Of(new Decided
        {
            Key = Keys.Of(wire), Kind = OperationKind.TopUp, Account = account, AccountStated = true, Store = wire.Store, Program = 1,
            Terminal = wire.Terminal, Operator = wire.Operator, TerminalSeq = wire.TerminalSeq, BusinessTime = at, BusinessDate = default,
            Asked = wire.TopUp.AmountMinor, Note = wire.TopUp.Tender,
        });
        return ExecuteAsync($"UPDATE journal SET note = '{wire.TopUp.Tender}', payload_hash = {hash} WHERE key = '{Keys.Of(wire)}'");
    }
}
