using System.Collections.Concurrent;
using System.Diagnostics;
using Ledger.Server.Basics;

namespace Ledger.Server.Tests.Servers;

/// <summary>The spans of the write path, for whoever listens.</summary>
[Collection(OneServer.Name)]
public sealed class TracingTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Theory]
    [InlineData(Way.Unary)]
    [InlineData(Way.Batch)]
    [InlineData(Way.Stream)]
    public async Task An_operation_is_followed_from_its_intake_into_its_commit(Way way)
    {
        var operation = Operations.TopUp(Target.Account(await OpenAsync()), 1);
        var ended = new ConcurrentBag<Activity>();
        using (Listen(ended))
            await Posting.SendAsync(way, operation).Bounded();

        // Other tests of this process may be traced as well: the key tells them apart.
        var key = $"{Keys.Of(operation)}";
        var queue = Assert.Single(ended, span => span.OperationName == "queue" && Equals(span.GetTagItem("ledger.key"), key));
        var intake = Assert.Single(ended, span => span.SpanId == queue.ParentSpanId);
        Assert.Equal("intake", intake.OperationName);
        var link = Assert.Single(queue.Links);
        var commit = Assert.Single(ended, span => span.SpanId == link.Context.SpanId);
        Assert.Equal(("commit", default(ActivitySpanId)), (commit.OperationName, commit.ParentSpanId));
        Assert.Equal(1, commit.GetTagItem("ledger.operations"));
    }

    [Fact]
    public void Nothing_is_made_while_nobody_listens()
    {
        Assert.Null(Tracing.Intake());
        Assert.Null(Tracing.Queue(Guid.Empty));
        Assert.Null(Tracing.Commit(0, 1, 1));
        using (Listen([])) Assert.NotNull(Tracing.Queue(Guid.Empty));
    }

    private static ActivityListener Listen(ConcurrentBag<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
