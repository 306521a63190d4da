using Ledger.Client.Testing.Calls;

namespace Ledger.Client.Testing;

/// <content>
/// What a till has to survive. Faults happen to the next requests, in the order in which they were asked for: a call is one request, and so
/// is each operation of a stream.
/// </content>
public sealed partial class InMemoryLedger
{
    /// <summary>The next requests are done, and the connection breaks before their answers arrive. A retry under the same key gets the
    /// first receipt.</summary>
    /// <param name="requests">How many, at least 1.</param>
    public void LoseAnswers(int requests = 1) => _faults.Add(Fault.AnswerLost, requests);

    /// <summary>The ledger does not answer the next requests: UNAVAILABLE, and nothing is done.</summary>
    /// <param name="requests">How many, at least 1.</param>
    public void GoAway(int requests = 1) => _faults.Add(Fault.Away, requests);

    /// <summary>The next requests are done, but so slowly that their callers' deadlines pass: DEADLINE_EXCEEDED, without the
    /// wait.</summary>
    /// <param name="requests">How many, at least 1.</param>
    public void BeSlow(int requests = 1) => _faults.Add(Fault.Slow, requests);

    /// <summary>The ledger has no room for the next requests: RESOURCE_EXHAUSTED, nothing is done, and it says when to come back.</summary>
    /// <param name="requests">How many, at least 1.</param>
    /// <param name="retryDelay">When to come back, in whole milliseconds; null: after one.</param>
    public void BeFull(int requests = 1, TimeSpan? retryDelay = null) =>
        _faults.Add(Fault.Full(retryDelay ?? TimeSpan.FromMilliseconds(1)), requests);

    /// <summary>Nothing goes wrong any more.</summary>
    public void Recover() => _faults.Clear();
}
