using Google.Rpc;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class OutboxSessionTests : OutboxTest
{
    [Theory]
    [InlineData("SESSION_NEEDED")]
    [InlineData("STEP_UP_NOT_ACCEPTED")]
    public async Task What_waits_for_an_operator_stays_pending_and_holds_up_nothing_behind_it(string reason)
    {
        using var outbox = Open();
        var first = await outbox.StoreAsync(Client.Operations.Freeze(Target.Account(42), "strange"));
        var second = await outbox.StoreAsync(Client.Operations.TopUp(Target.Account(42), 100));
        Scripted.OnPost = (operation, _, _) =>
            operation.Key == first.Key ? throw Refused(reason) : Task.FromResult(Scripted.Decide(operation));

        var sent = await outbox.ResendPendingAsync(Client);

        var waits = Assert.IsType<PostingResult.Invalid>(sent[0].Result);
        Assert.Equal((reason == "SESSION_NEEDED", "freeze at store 1"), (waits.Problem.NeedsSession, waits.Problem.MissingRight));
        Assert.IsType<PostingResult.Posted>(sent[1].Result);
        Assert.Equal([first.Key], (await outbox.PendingAsync()).Select(operation => operation.Key));
        Assert.NotEqual(first.Key, second.Key);
    }

    [Fact]
    public async Task What_the_caller_may_not_do_whoever_signs_in_ends_the_sending_as_ever()
    {
        using var outbox = Open();
        await outbox.StoreAsync(Client.Operations.Freeze(Target.Account(42), "strange"));
        Scripted.OnPost = (_, _, _) => throw Refused("RIGHT_MISSING");
        var refused = await Assert.ThrowsAsync<LedgerRequestException>(() => outbox.ResendPendingAsync(Client));
        Assert.Equal((false, "freeze at store 1"), (refused.Problem.NeedsSession, refused.Problem.MissingRight));
        Assert.Single(await outbox.PendingAsync());
    }

    private static RpcException Refused(string reason) => Problems.Of(
        StatusCode.PermissionDenied, new ErrorInfo { Reason = reason, Domain = "ledger", Metadata = { ["right"] = "freeze at store 1" } });
}
