using Ledger.Crash.Tests.Journals;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Worker;

/// <summary>What servers of 0.2.0 did by themselves under keys that are derived in another way today.</summary>
public sealed class EarlierKeyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_has_come_back_under_an_earlier_key_does_not_come_back_again(bool inOneBatch)
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 2);
        await rig.PostedAsync(Members.TopUp(1, 10_000));
        var merge = Members.Make(1, OperationKind.Merge, terms: new OtherAccountTerms(2));
        await rig.PostedAsync(merge);
        Assert.Equal(0, (await rig.AskAsync(1)).Principal);
        var sent = SentTransfer.Of(rig.Store.Find([merge.Key])[0])!;
        // Any other key does: what counts is what it refers to.
        var earlier = Members.Make(1, OperationKind.ComeBack, original: merge.Key);

        var occupied = inOneBatch ? await rig.OccupyAsync(2) : null;
        var first = rig.Hand(earlier);
        if (!inOneBatch) await first.Answered;
        var again = rig.Hand(OwnOperations.ComeBack(sent, sent.From));
        occupied?.Open();

        Assert.Equal(V1.Outcome.Posted, (await first.Answered).Outcome);
        Assert.Equal("BACK_ALREADY", (await again.Answered).Reason);
        Assert.Equal(10_000, (await rig.AskAsync(1)).Principal);
        Assert.Empty(rig.Store.Find([again.Operation.Key]));
    }

    [Fact]
    public async Task What_has_come_back_under_the_key_of_today_is_answered_again_as_done()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 2);
        await rig.PostedAsync(Members.TopUp(1, 10_000));
        var merge = Members.Make(1, OperationKind.Merge, terms: new OtherAccountTerms(2));
        await rig.PostedAsync(merge);
        var sent = SentTransfer.Of(rig.Store.Find([merge.Key])[0])!;

        Assert.False((await rig.PostedAsync(OwnOperations.ComeBack(sent, sent.From))).Replayed);
        await using var next = new WorkerRig(rig.Store, limits: new() { RecentKeysMaxCount = 1 });

        Assert.True((await next.PostedAsync(OwnOperations.ComeBack(sent, sent.From))).Replayed);
        Assert.Equal(10_000, (await next.AskAsync(1)).Principal);
    }
}
