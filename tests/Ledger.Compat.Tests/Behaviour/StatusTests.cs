using Grpc.Core;
using Xunit;

namespace Ledger.Compat.Tests.Behaviour;

public sealed class StatusTests
{
    [Fact]
    public void A_status_reads_as_text()
    {
        Assert.Equal("Status(StatusCode=\"NotFound\", Detail=\"no card\")", new Status(StatusCode.NotFound, "no card").ToString());
        Assert.Contains("DebugException=\"System.TimeoutException: late", new Status(
            StatusCode.Unknown, "x", new TimeoutException("late")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_status_is_success()
    {
        Assert.Equal(StatusCode.OK, default(Status).StatusCode);
        Assert.Equal(StatusCode.OK, Status.DefaultSuccess.StatusCode);
        Assert.Equal(StatusCode.Cancelled, Status.DefaultCancelled.StatusCode);
    }

    [Fact]
    public void An_exception_carries_status_trailers_message_and_cause()
    {
        var cause = new TimeoutException();
        var status = new Status(StatusCode.Unavailable, "gone", cause);
        var trailers = new Metadata { { "retry-after", "5" } };

        var plain = new RpcException(status);
        Assert.Equal(status.ToString(), plain.Message);
        Assert.Same(cause, plain.InnerException);
        Assert.Empty(plain.Trailers);
        Assert.Equal(StatusCode.Unavailable, plain.StatusCode);
        Assert.Equal("message", new RpcException(status, "message").Message);
        Assert.Same(trailers, new RpcException(status, trailers).Trailers);
        Assert.Same(trailers, new RpcException(status, trailers, "message").Trailers);
        Assert.Throws<ArgumentNullException>(() => new RpcException(status, (Metadata)null!));
    }
}
