using Grpc.Core;

namespace Ledger.Server.Telemetry;

/// <summary>Counts the answers that were no receipts, by status code.</summary>
public sealed class ProblemFigures
{
    private readonly long[] _codes = new long[(int)StatusCode.Unauthenticated + 1];

    /// <summary>The codes that occurred, with their numbers.</summary>
    public IEnumerable<(StatusCode Code, long Count)> Counts
    {
        get
        {
            for (var code = 0; code < _codes.Length; code++)
                if (Interlocked.Read(ref _codes[code]) is > 0 and var count) yield return ((StatusCode)code, count);
        }
    }

    public void Count(int code) => Interlocked.Increment(ref _codes[code]);
}
