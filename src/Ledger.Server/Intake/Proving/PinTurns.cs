using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Intake.Proving;

/// <summary>
/// Who may hash a PIN when: so many at once, of each caller one, so many more may wait, and no caller fills more than a share of that. So
/// whoever tries PINs over one connection takes from the others no more than one place.
/// </summary>
internal sealed class PinTurns(Limits limits) : IDisposable
{
    private readonly SemaphoreSlim _places = new(limits.PinChecksMax);
    private readonly Dictionary<Caller, Line> _lines = [];
    private readonly Lock _lock = new();
    private int _inside;

    /// <summary>Computes when it is the caller's turn; or tells that no more can wait.</summary>
    public async ValueTask<(T? Value, Status? Full)> RunAsync<T>(Caller from, Func<T> compute, CancellationToken cancellation)
    {
        if (Enter(from) is not { } line) return (default, Problems.Full(limits.RetryDelayMilliseconds));
        try
        {
            await line.Turn.WaitAsync(cancellation);
            try
            {
                await _places.WaitAsync(cancellation);
                try
                {
                    return (await Task.Run(compute, cancellation), null);
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
            Leave(from, line);
        }
    }

    public void Dispose() => _places.Dispose();

    private Line? Enter(Caller from)
    {
        lock (_lock)
        {
            if (_inside >= limits.PinChecksMax + limits.PinChecksWaitingMax) return null;
            if (!_lines.TryGetValue(from, out var line)) _lines.Add(from, line = new Line());
            if (line.Count > limits.PinChecksWaitingOfCallerMax()) return null;
            line.Count++;
            _inside++;
            return line;
        }
    }

    private void Leave(Caller from, Line line)
    {
        lock (_lock)
        {
            _inside--;
            if (--line.Count > 0) return;
            _lines.Remove(from);
            line.Dispose();
        }
    }

    /// <summary>A caller's PINs: one is hashed, the others wait.</summary>
    private sealed class Line : IDisposable
    {
        public readonly SemaphoreSlim Turn = new(1);
        public int Count;

        public void Dispose() => Turn.Dispose();
    }
}
