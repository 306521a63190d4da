using Grpc.Core;
using Grpc.Net.Client;
using Ledger.V1;

namespace Ledger.Crash.Tests.Processes;

public sealed class OrderlyStopTests
{
    /// <summary>Far below the time a manager of services waits before it kills, above what finishing a queue takes.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task I3_A_stop_under_load_ends_in_order_and_everything_acknowledged_is_there()
    {
        await using var site = await CrashSite.OpenAsync(31);
        await site.UnderLoadAsync(async _ => Assert.True(await site.Server.TerminateAsync(Bound) == 0, site.Server.Output));
        Assert.Empty(site.Processes());
        var verified = await site.VerifyAsync();
        Assert.True(verified.ExitCode == 0, verified.Output);

        await site.StartServerAsync();
        await site.SettleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_a_caller_leaves_open_does_not_keep_the_server_from_stopping_in_order(bool callerReads)
    {
        // The host waits this long for calls that do not end.
        await using var site = await CrashSite.OpenAsync(32, databaseBeside: false, ("LEDGER_COMMIT_TIMEOUT_SECONDS", "10"));
        using var channel = GrpcChannel.ForAddress(site.Server.Address);
        using var call = new Posting.PostingClient(channel).PostStream();
        await call.RequestStream.WriteAsync(site.Mix.Next(1)[0]);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var next = callerReads ? call.ResponseStream.MoveNext(CancellationToken.None) : null;

        Assert.True(await site.Server.TerminateAsync(Bound) == 0, site.Server.Output);

        Assert.Empty(site.Processes());
        if (next is not null) Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => next)).StatusCode);
    }
}
