using Ledger.Embedded;
using Ledger.Tooling.Clusters;

namespace Ledger.Load.Targets;

/// <summary>Starts PostgreSQL again when it is dead, as a service manager would, unless a fault holds it down.</summary>
internal sealed class PostgresWatch(PostgresCluster postgres) : IAsyncDisposable
{
    private static readonly TimeSpan _period = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopped = new();
    private Task _watching = Task.CompletedTask;
    private volatile bool _isHeldDown;

    /// <summary>It is to stay dead for now.</summary>
    public bool IsHeldDown
    {
        get => _isHeldDown;
        set => _isHeldDown = value;
    }

    public void Start() => _watching = Task.Run(WatchAsync);

    /// <summary>Waits until PostgreSQL runs as another process than the one that was killed.</summary>
    public async Task BackAsync(int killed, TimeSpan atMost)
    {
        using var bounded = new CancellationTokenSource(atMost);
        while (postgres.PostmasterPid == killed && !bounded.IsCancellationRequested)
            await Task.Delay(_period, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _watching;
        _stopped.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_period);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopped.Token))
            {
                if (!_isHeldDown)
                    await RestartIfDeadAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The target is being stopped.
        }
    }

    private async Task RestartIfDeadAsync()
    {
        try
        {
            await postgres.RestartIfDeadAsync(_stopped.Token);
        }
        catch (EmbeddedPostgresException)
        {
            // A killed postmaster leaves its socket's lock until the system has cleared the process away: the next turn tries again.
        }
    }
}
