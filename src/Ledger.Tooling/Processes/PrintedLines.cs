namespace Ledger.Tooling.Processes;

/// <summary>
/// What a process prints: the last lines, the number of complaints among all of them, and a file with everything when one is named.
/// </summary>
internal sealed class PrintedLines(string? file) : IDisposable
{
    private const int KeptLines = 1000;

    /// <summary>How the console logger starts a line about something amiss, behind the time since there is one.</summary>
    private static readonly string[] _complaints = ["warn:", "fail:", "crit:"];

    /// <summary>Said by every server without TLS, which whoever starts one here has asked for.</summary>
    private const string AskedFor = "INSECURE:";

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly StreamWriter? _file = file is null ? null : new StreamWriter(file, append: true) { AutoFlush = true };
    private int _complaintCount;

    public int Complaints
    {
        get
        {
            lock (_gate) return _complaintCount;
        }
    }

    /// <summary>Takes a line; null is the end of the output.</summary>
    public void Take(string? line)
    {
        if (line is null) return;
        lock (_gate)
        {
            if (IsComplaint(line)) _complaintCount++;
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines) _lines.Dequeue();
            _file?.WriteLine(line);
        }
    }

    public string Text()
    {
        lock (_gate) return string.Join('\n', _lines);
    }

    private static bool IsComplaint(string line) =>
        line.Split(' ', 3).Take(2).Any(word => _complaints.Contains(word)) && !line.Contains(AskedFor, StringComparison.Ordinal);

    public void Dispose()
    {
        lock (_gate) _file?.Dispose();
    }
}
