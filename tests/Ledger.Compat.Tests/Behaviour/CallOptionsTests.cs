using Grpc.Core;
using Xunit;

namespace Ledger.Compat.Tests.Behaviour;

public sealed class CallOptionsTests
{
    private static readonly DateTime Deadline = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_constructor_takes_everything_in_the_official_order()
    {
        var headers = new Metadata();
        var write = new WriteOptions(WriteFlags.NoCompress);
        var credentials = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);
        using var source = new CancellationTokenSource();

        var options = new CallOptions(headers, Deadline, source.Token, write, null, credentials);

        Assert.Same(headers, options.Headers);
        Assert.Equal(Deadline, options.Deadline);
        Assert.Equal(source.Token, options.CancellationToken);
        Assert.Same(write, options.WriteOptions);
        Assert.Null(options.PropagationToken);
        Assert.Same(credentials, options.Credentials);
        Assert.False(options.IsWaitForReady);
    }

    [Fact]
    public void Each_change_makes_a_copy_and_keeps_the_rest()
    {
        var headers = new Metadata();
        var write = new WriteOptions(WriteFlags.BufferHint);
        var credentials = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);
        using var source = new CancellationTokenSource();
        var original = default(CallOptions);

        var changed = original.WithHeaders(headers).WithDeadline(Deadline).WithCancellationToken(source.Token)
            .WithWriteOptions(write).WithCredentials(credentials).WithPropagationToken(null!).WithWaitForReady();

        Assert.Equal(
            (headers, Deadline, source.Token, write, credentials, true),
            (
                changed.Headers,
                changed.Deadline,
                changed.CancellationToken,
                changed.WriteOptions,
                changed.Credentials,
                changed.IsWaitForReady));
        Assert.Equal(default, original);
        Assert.False(changed.WithWaitForReady(false).IsWaitForReady);
    }

    [Fact]
    public void Write_and_propagation_options_default_to_the_usual()
    {
        Assert.Equal(default, WriteOptions.Default.Flags);
        Assert.True(ContextPropagationOptions.Default.IsPropagateDeadline);
        Assert.True(ContextPropagationOptions.Default.IsPropagateCancellation);
        Assert.False(new ContextPropagationOptions(propagateDeadline: false).IsPropagateDeadline);
    }
}
