namespace Ledger.Server.Basics;

/// <summary>
/// Who may do something costly when: so many at once, of each caller one, so many more may wait, and no caller fills more than a share of
/// that. So whoever tries PINs takes from the others no more than one place, over however many connections where callers prove who they
/// are.
/// </summary>
/// <param name="atOnce">At least 1.</param>
/// <param name="waiting">How many more may wait.</param>
/// <param name="waitingOfCaller">How many of one caller may wait while another one of his is done.</param>
internal sealed class CallerTurns(int atOnce, int waiting, int waitingOfCaller) : IDisposable
{
    private readonly SemaphoreSlim _places = new(atOnce);
    private readonly Dictionary<object, Line> _lines = [];
    private readonly Lock _lock = new();
    private int _inside;

    /// <summary>Does it when it is the caller's turn; or tells that no more can wait.</summary>
    public async ValueTask<(T? Value, bool IsFull)> RunAsync<T>(Caller from, Func<Task<T>> work, CancellationToken cancellation)
    {
        object whose = from.Credential is { IsServer: false, Caller: var number } ? number : from;
        if (Enter(whose) is not { } line) return (default, true);
        try
        {
            await line.Turn.WaitAsync(cancellation);
            try
            {
                await _places.WaitAsync(cancellation);
                try
                {
                    return (await work(), false);
                }
                finally
                {
                    _places.Release();
                }
            }
            finally
            {
                line.Turn.Release();
            }
        }
        finally
        {
            Leave(whose, line);
        }
    }

    public void Dispose() => _places.Dispose();

    private Line? Enter(object whose)
    {
        lock (_lock)
        {
            if (_inside >= atOnce + waiting) return null;
            if (!_lines.TryGetValue(whose, out var line)) _lines.Add(whose, line = new Line());
            if (line.Count > waitingOfCaller) return null;
            line.Count++;
            _inside++;
            return line;
        }
    }

    private void Leave(object whose, Line line)
    {
        lock (_lock)
        {
            _inside--;
            if (--line.Count > 0) return;
            _lines.Remove(whose);
            line.Dispose();
        }
    }

    /// <summary>What one caller wants done: one is under way, the others wait.</summary>
    private sealed class Line : IDisposable
    {
        public readonly SemaphoreSlim Turn = new(1);
        public int Count;

        public void Dispose() => Turn.Dispose();
    }
}
