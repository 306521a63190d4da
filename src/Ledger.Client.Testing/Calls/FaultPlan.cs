using Grpc.Core;
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
    public static Fault Away { get; } = new(Plain(StatusCode.Unavailable, "The ledger does not answer."), IsDone: false);

    public static Fault AnswerLost { get; } = new(Plain(StatusCode.Unavailable, "The connection broke."), IsDone: true);

    public static Fault Slow { get; } = new(Plain(StatusCode.DeadlineExceeded, "The caller's deadline is over."), IsDone: true);

    public static Fault Full(TimeSpan retryDelay) => new(Problems.Full((int)retryDelay.TotalMilliseconds), IsDone: false);

    // What comes from the way to the ledger, or from the caller's own clock, has no details.
    private static Status Plain(StatusCode code, string message) => new() { Code = (int)code, Message = message };
}
