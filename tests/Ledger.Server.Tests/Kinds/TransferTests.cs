using Grpc.Core;
using static Ledger.Server.Tests.Fixtures.Expected;

namespace Ledger.Server.Tests.Kinds;

/// <summary>Points and value that one member gives to another.</summary>
[Collection(Disturbances.Name)]
public sealed class TransferTests(LedgerCluster cluster) : ClubTest(cluster)
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(3, 2)]
    public async Task Points_leave_at_once_and_arrive_in_the_lots_they_came_from(short fromPartition, short toPartition)
    {
        var (from, to) = (await RichAsync(fromPartition), await OpenInAsync(toPartition));
        var operation = Operations.Transfer(Target.Account(from), to, Asset.Points, 300);

        var receipt = await PostedAsync(operation);

        Assert.Equal([Give(from, SystemAccount.InTransit, Asset.Points, 300, 2027_12_31)], receipt.Transfers);
        Assert.Equal(Holds(700, 10_000), receipt.Balances);
        var arrived = await ArrivedAsync(receipt);
        Assert.Equal((Outcome.Posted, to, Holds(300)), (arrived.Outcome, arrived.Account, arrived.Balances));
        Assert.Equal([Gain(to, SystemAccount.InTransit, Asset.Points, 300, 2027_12_31)], arrived.Transfers);
        Assert.Equal(Replayed(receipt), await PostAsync(operation));
        await RestartAsync();
        Assert.Equal(Replayed(receipt), await PostAsync(operation));
        Assert.Equal(Holds(300), (await BalancesAsync(to)).Holdings);
        var line = (await Reading.GetStatementAsync(new GetStatementRequest { Account = to })).Lines[0];
        Assert.Equal((Kind.Arrive, operation.Key), (line.Kind, line.OriginalKey));
    }

    [Fact]
    public async Task Value_arrives_as_principal_and_bonus_stays_with_what_brought_it()
    {
        var (from, to) = (await OpenInAsync(0), await OpenInAsync(1));
        foreach (var amount in new[] { 10_000, 20_000, 10_000 }) await PostedAsync(Operations.TopUp(Target.Account(from), amount));

        var receipt = await PostedAsync(Operations.Transfer(Target.Account(from), to, Asset.Principal, 20_000));

        Assert.Equal([Give(from, SystemAccount.InTransit, Asset.Principal, 20_000)], receipt.Transfers);
        Assert.Equal([Gain(to, SystemAccount.InTransit, Asset.Principal, 20_000)], (await ArrivedAsync(receipt)).Transfers);
        var more = await PostAsync(Operations.Transfer(Target.Account(from), to, Asset.Principal, 1));
        Assert.Equal((Outcome.InsufficientFunds, new Refusal { Needed = 1 }, Holds(0, 20_000, 1_500)),
            (more.Outcome, more.Refusal, more.Balances));
    }

    [Fact]
    public async Task What_the_other_side_has_no_room_for_comes_back_to_where_it_was()
    {
        var (from, full) = (await RichAsync(), await FullAsync());
        var (before, there) = (await BalancesAsync(from), await BalancesAsync(full));

        var sent = await PostedAsync(Operations.Transfer(Target.Account(from), full, Asset.Principal, 10_000));
        await DoneAsync(Kind.ComeBack, 1);

        Assert.Equal(Outcome.BalanceLimit, (await ArrivedAsync(sent)).Outcome);
        var after = await BalancesAsync(from);
        Assert.Equal((before.Holdings, before.Lots), (after.Holdings, after.Lots));
        Assert.Equal(there.Holdings, (await BalancesAsync(full)).Holdings);
        var inTransit = (await Reading.GetTrialBalanceAsync(new GetTrialBalanceRequest())).Lines.Where(line =>
            line.System == SystemAccount.InTransit);
        Assert.Equal([10_000L], inTransit.Where(line => line.Debits == line.Credits).Select(line => line.Debits));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_the_other_side_can_never_take_is_refused_at_once(short partition)
    {
        var (from, stays) = (await RichAsync(), await OpenInAsync(1));
        var (gone, merged) = (await OpenInAsync(partition), await OpenInAsync(partition));
        await PostedAsync(Operations.CancelAccount(Target.Account(gone)));
        await PostedAsync(Operations.Merge(Target.Account(merged), stays));
        var elsewhere = (await PostedAsync(
            Operations.OpenAccount(account: Accounts.In(partition), details: InStrictStore))).Account;

        foreach (var (to, outcome) in new[]
        {
            (gone, Outcome.AccountCancelled), (merged, Outcome.AccountMerged), (elsewhere, Outcome.OtherProgram),
        })
        {
            var transfer = await PostAsync(Operations.Transfer(Target.Account(from), to, Asset.Points, 300));
            var merge = await PostAsync(Operations.Merge(Target.Account(from), to));
            Assert.Equal((outcome, outcome), (transfer.Outcome, merge.Outcome));
            Assert.Equal(outcome == Outcome.AccountMerged ? stays : 0, transfer.Refusal?.Account ?? 0);
        }
        Assert.Equal(Holds(1_000, 10_000), (await BalancesAsync(from)).Holdings);
    }

    [Fact]
    public async Task A_transfer_that_cannot_be_is_refused_before_anything_leaves()
    {
        var (from, to) = (await RichAsync(), await OpenInAsync(1));
        await PostedAsync(Basket(from, 100_000));

        var toItself = await PostAsync(Operations.Transfer(Target.Account(from), from, Asset.Points, 1));
        // The 100 points of the purchase cannot be spent yet.
        var tooMuch = await PostAsync(Operations.Transfer(Target.Account(from), to, Asset.Points, 1_001));
        var elsewhere = await Assert.ThrowsAsync<RpcException>(() => PostAsync(Operations.Transfer(
            Target.Account(from), to, Asset.Points, 1, InStrictStore)));

        Assert.Equal(Outcome.TransferNotAllowed, toItself.Outcome);
        Assert.Equal((Outcome.InsufficientPoints, new Refusal { Needed = 1_001, Available = 1_000 }), (tooMuch.Outcome, tooMuch.Refusal));
        Assert.Equal(StatusCode.NotFound, elsewhere.StatusCode);
        Assert.All([toItself, tooMuch], refused => Assert.True(refused.ArrivalKey.IsEmpty));
        Assert.Equal(Holds(1_100, 10_000), (await BalancesAsync(from)).Holdings);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    public async Task A_transfer_whose_answer_was_lost_comes_back_by_its_key(short fromPartition, short toPartition)
    {
        var (from, to) = (await RichAsync(fromPartition), await OpenInAsync(toPartition));
        var before = await BalancesAsync(from);
        var lost = Operations.Transfer(Target.Account(from), to, Asset.Points, 300);
        await PostedAsync(lost);

        var reversal = Operations.Reverse(Target.Account(from), Keys.Of(lost));
        var reversed = await PostedAsync(reversal);

        Assert.Equal(300, reversed.Refund.AmountMinor);
        var arrived = await ArrivedAsync(reversed);
        Assert.Equal((Outcome.Posted, from), (arrived.Outcome, arrived.Account));
        var after = await BalancesAsync(from);
        Assert.Equal((before.Holdings, before.Lots), (after.Holdings, after.Lots));
        Assert.Equal(Holds(), (await BalancesAsync(to)).Holdings);
        Assert.Equal(Replayed(reversed), await PostAsync(reversal));
        Assert.Equal(Outcome.PostedBefore, (await PostAsync(Operations.Reverse(Target.Account(from), Keys.Of(lost)))).Outcome);
        Assert.Equal(Kind.TakeBack, (await Reading.GetStatementAsync(new GetStatementRequest { Account = to })).Lines[0].Kind);
    }

    [Fact]
    public async Task What_the_other_side_has_spent_of_a_transfer_is_said_at_once()
    {
        var (from, to) = (await RichAsync(), await OpenInAsync(1));
        var (points, value) = (Operations.Transfer(Target.Account(from), to, Asset.Points, 1_000),
            Operations.Transfer(Target.Account(from), to, Asset.Principal, 10_000));
        foreach (var sent in new[] { points, value }) await ArrivedAsync(await PostedAsync(sent));
        await PostedAsync(Operations.RedeemReward(Target.Account(to), "coupon"));
        await PostedAsync(Operations.Debit(Target.Account(to), 10_000));

        var inPart = await PostAsync(Operations.Reverse(Target.Account(from), Keys.Of(points)));
        var none = await PostAsync(Operations.Reverse(Target.Account(from), Keys.Of(value)));

        Assert.Equal((Outcome.PostedInPart, 500), (inPart.Outcome, inPart.Refund.AmountMinor));
        Assert.Equal(Outcome.InsufficientFunds, none.Outcome);
        await ArrivedAsync(inPart);
        Assert.Equal((Holds(500), Holds()), ((await BalancesAsync(from)).Holdings, (await BalancesAsync(to)).Holdings));
    }

    [Fact]
    public async Task A_transfer_that_came_back_by_itself_was_reversed_before()
    {
        var (from, full) = (await RichAsync(), await FullAsync());
        var sent = Operations.Transfer(Target.Account(from), full, Asset.Principal, 10_000);
        await PostedAsync(sent);

        Assert.Equal(Outcome.PostedBefore, (await PostAsync(Operations.Reverse(Target.Account(from), Keys.Of(sent)))).Outcome);
        Assert.Equal(Holds(1_000, 10_000), (await BalancesAsync(from)).Holdings);
    }

    [Fact]
    public async Task A_strangers_reversal_takes_nothing_back()
    {
        var (from, to) = (await RichAsync(), await OpenInAsync(1));
        var sent = Operations.Transfer(Target.Account(from), to, Asset.Points, 300);
        await ArrivedAsync(await PostedAsync(sent));

        Assert.Equal(Outcome.OriginalUnknown, (await PostAsync(Operations.Reverse(Target.Account(to), Keys.Of(sent)))).Outcome);
        Assert.Equal(Holds(300), (await BalancesAsync(to)).Holdings);
    }

    /// <summary>An account of partition 1 that 35.00 more fit into.</summary>
    private async Task<long> FullAsync()
    {
        var account = await OpenInAsync(1);
        foreach (var amount in Enumerable.Repeat(1_000_000L, 9).Append(900_000).Append(45_000))
            await PostedAsync(Operations.TopUp(Target.Account(account), amount));
        return account;
    }

    /// <summary>The other side's answer, as soon as the journal has it.</summary>
    private async Task<Receipt> ArrivedAsync(Receipt sent)
    {
        Receipt? arrived = null;
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    arrived = await Reading.GetOutcomeAsync(new GetOutcomeRequest { Key = sent.ArrivalKey });
                    return true;
                }
                catch (RpcException notYet) when (notYet.StatusCode == StatusCode.NotFound)
                {
                    return false;
                }
            }, "it has arrived");
        return arrived!;
    }
}
