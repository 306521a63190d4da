using System.Diagnostics;

namespace Ledger.Tool.Screens;

/// <summary>Says on a terminal what is going on, once it has taken a second, and takes it away when it is over.</summary>
/// <param name="output">Where it is said; not where answers are.</param>
/// <param name="isTerminal">Somebody looks at it; otherwise nothing is said.</param>
internal sealed class Progress(TextWriter output, bool isTerminal) : IDisposable
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private Timer? _timer;
    private string _what = "";
    private bool _isShown;

    /// <summary>What is going on now.</summary>
    public void Is(string what)
    {
        if (!isTerminal) return;
        lock (_lock)
        {
            _what = what;
            _timer ??= new Timer(_ => Show(), null, _period, _period);
        }
    }

    /// <summary>Takes it away.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
            if (_isShown) output.Write("\r\u001b[K");
            _isShown = false;
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_timer is null) return;
            _isShown = true;
            output.Write($"\r{_what} … {Stopwatch.GetElapsedTime(_startedAt).TotalSeconds:F0} s\u001b[K");
            output.Flush();
        }
    }
}
