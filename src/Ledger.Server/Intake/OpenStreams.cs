namespace Ledger.Server.Intake;

/// <summary>
/// The conversations of <c>PostStream</c> that are open. The web server is stopped only when each caller has its last status: told to
/// close a connection while a status is on its way out, it counts the stream as ended already and closes without sending it.
/// </summary>
public sealed class OpenStreams(IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    // A caller that does not end its side holds up a stop for so long and no longer.
    private static readonly TimeSpan _longestGoodbye = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // The running server counts as one, so that nothing has ended before it is told to stop.
    private int _open = 1;

    /// <summary>Carries out one conversation. When the server stops, it is over once the caller has the status.</summary>
    public async Task RunAsync(HttpContext call, RequestDelegate conversation)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await conversation(call);
            if (lifetime.ApplicationStopping.IsCancellationRequested) await SendStatusAsync(call);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Tells the conversations to end and waits for them as long as the host gives. Runs before the web server is stopped.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication();
        Leave();
        await Task.WhenAny(_ended.Task, Task.Delay(Timeout.Infinite, cancellationToken));
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A caller that has the status closes or resets its own side: nothing else tells that the status has arrived.
    private static async Task SendStatusAsync(HttpContext call)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(call.RequestAborted);
        bound.CancelAfter(_longestGoodbye);
        try
        {
            await call.Response.CompleteAsync();
            await call.Request.Body.CopyToAsync(Stream.Null, bound.Token);
        }
        catch (Exception reason) when (reason is OperationCanceledException or IOException)
        {
            // The side was reset, or the time is up.
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0) _ended.TrySetResult();
    }
}
