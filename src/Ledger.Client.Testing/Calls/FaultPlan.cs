using Ledger.Server.Contract;
using Status = Google.Rpc.Status;

namespace Ledger.Client.Testing.Calls;

/// <summary>What is to go wrong with the next requests, one after the other.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly Queue<Fault> _coming = new();

    public void Add(Fault fault, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (_gate)
            for (var added = 0; added < count; added++) _coming.Enqueue(fault);
    }

    public void Clear()
    {
        lock (_gate) _coming.Clear();
    }

    /// <summary>What goes wrong with this request; null: nothing.</summary>
    public Fault? Next()
    {
        lock (_gate) return _coming.TryDequeue(out var fault) ? fault : null;
    }
}

/// <summary>Something that goes wrong with a request.</summary>
/// <param name="Problem">What its caller sees instead of the answer.</param>
/// <param name="IsDone">The request is done all the same; only the answer does not arrive.</param>
internal sealed record Fault(Status Problem, bool IsDone)
{
    private const int RetryDelayMilliseconds = 1;

    public static Fault Away { get; } = new(Problems.Unresolved("AWAY", "The ledger does not answer.", RetryDelayMilliseconds), IsDone: false);

    public static Fault AnswerLost { get; } = new(Problems.Unresolved("AWAY", "The connection broke.", RetryDelayMilliseconds), IsDone: true);

    /// <summary>As the caller's own clock ends a call, not as the ledger tells that it has not decided.</summary>
    public static Fault Slow { get; } = new(new Status { Code = (int)Grpc.Core.StatusCode.DeadlineExceeded }, IsDone: true);

    public static Fault Full(TimeSpan retryDelay) => new(Problems.Full((int)retryDelay.TotalMilliseconds), IsDone: false);
}
