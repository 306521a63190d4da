using Ledger.V1;

namespace Ledger.Crash.Tests.Load;

/// <summary>Several callers that send without a pause until they are told to stop.</summary>
internal sealed class LoadRun : IAsyncDisposable
{
    private const int RetryPart = 100;
    private static readonly int[] Ways = [0, 0, 1, 1, 2];
    private readonly CancellationTokenSource _stopped = new();
    private readonly Callers _callers;
    private readonly Task _running;

    public LoadRun(Book book, Mix mix, Uri address)
    {
        _callers = new Callers(book, address);
        _running = Task.WhenAll(Ways.Select(way => Task.Run(() => LoopAsync(mix, way))));
    }

    /// <summary>No further operation is sent; those on their way end with or without an answer.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _running;
        _callers.Dispose();
        _stopped.Dispose();
    }

    /// <summary>Tells the callers to stop without waiting for them.</summary>
    public void Stop() => _stopped.Cancel();

    /// <summary>Sends everything that has no answer again under the same keys, until it has.</summary>
    public static async Task ResendAsync(Book book, Mix mix, Uri address)
    {
        using var callers = new Callers(book, address);
        await Eventually.HoldsAsync(async () =>
        {
            foreach (var part in book.Unanswered.Chunk(RetryPart)) await callers.SendAsync(mix.Number(3), part);
            return book.Unanswered.Count == 0;
        });
    }

    private async Task LoopAsync(Mix mix, int way)
    {
        while (!_stopped.IsCancellationRequested)
        {
            IReadOnlyList<Operation> next = mix.Next(way == 0 ? 1 : 1 + mix.Number(way == 1 ? 40 : 120));
            // A server that does not answer is not flooded with ever new operations.
            if (!await _callers.SendAsync(way, next)) await Task.Delay(50);
        }
    }
}
