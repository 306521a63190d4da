using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Peers;

/// <summary>
/// What waits for one partition. It works while there is something in it: finds who has the partition, sends what there is to that server,
/// answers what comes back. What that server has not decided, because the partition has left it, waits for where it goes next, ahead of
/// what came later.
/// </summary>
internal sealed class Line(
    short partition, Lines lines, Owners owners, Sending sending, Func<Router> router, Limits limits, TimeProvider time)
{
    /// <summary>Between two looks of its own at who has the partition, beside those it is told of.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _waiting = new();
    private bool _isWorking;
    private bool _isSending;

    /// <summary>Something is with another server and has no answer yet.</summary>
    public bool IsSending
    {
        get
        {
            lock (_lock) return _isSending;
        }
    }

    public void Add(WorkItem item, SentOn sent)
    {
        lock (_lock)
        {
            if (item.ElsewhereSince == 0) item.ElsewhereSince = time.GetTimestamp();
            _waiting.AddLast(new Waiting(item, sent));
            if (_isWorking) return;
            _isWorking = true;
        }
        _ = Task.Run(WorkAsync);
    }

    /// <summary>Adds to <paramref name="chain"/> what is not with another server.</summary>
    public void TakeBack(ref WorkChain chain)
    {
        lock (_lock)
        {
            foreach (var waiting in _waiting) chain.Add(waiting.Item);
            lines.Leave(_waiting.Count);
            _waiting.Clear();
        }
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            var (kind, address) = owners.Of(partition);
            DropLate(kind, address);
            if (kind == OwnerKind.Other && await SendAsync(address)) continue;
            lock (_lock)
                if (_waiting.Count == 0)
                {
                    _isWorking = false;
                    return;
                }
            await Task.WhenAny(owners.Next, Task.Delay(BetweenLooks, time));
            // The lane takes back what waits when it gets the partition; what came in between goes the usual way.
            if (owners.Of(partition).Kind == OwnerKind.Here) HandBack();
        }
    }

    // True: all of it was answered, or there was nothing.
    private async Task<bool> SendAsync(string address)
    {
        List<Waiting> sent = [];
        lock (_lock)
        {
            for (; sent.Count < limits.BatchMaxCount && _waiting.First is { } first; _waiting.RemoveFirst()) sent.Add(first.Value);
            if (sent.Count == 0) return false;
            _isSending = true;
        }
        var left = await sending.SendAsync(address, sent);
        lock (_lock)
        {
            for (var at = left.Count - 1; at >= 0; at--) _waiting.AddFirst(left[at]);
            _isSending = false;
        }
        lines.Leave(sent.Count - left.Count);
        // The lane may have waited for this end to take the partition.
        if (left.Count > 0) router().Wake(partition);
        return left.Count == 0;
    }

    private void HandBack()
    {
        var chain = new WorkChain();
        TakeBack(ref chain);
        while (chain.TryTake(out var item)) router().HandTo(partition, item);
    }

    private void DropLate(OwnerKind kind, string address)
    {
        List<(WorkItem Item, Status Problem)> dropped = [];
        lock (_lock)
            for (var at = _waiting.First; at is not null;)
            {
                var next = at.Next;
                var item = at.Value.Item;
                var isOver = time.GetElapsedTime(item.ElsewhereSince).TotalMilliseconds > limits.ForwardWaitMilliseconds;
                if (item.IsTooLate(time.GetJournalNow()) && !at.Value.WasSent) dropped.Add((item, Problems.TooLate()));
                else if (isOver || kind == OwnerKind.Unknown)
                    dropped.Add((item, Problems.HeldElsewhere(
                        partition, limits.RetryDelayMilliseconds, kind == OwnerKind.Other ? address : null)));
                if (dropped.Count > 0 && dropped[^1].Item == item) _waiting.Remove(at);
                at = next;
            }
        lines.Leave(dropped.Count);
        foreach (var (item, problem) in dropped) item.Fail(problem);
    }
}

/// <summary>An item of a line.</summary>
/// <param name="Sent">What is sent on of it.</param>
/// <param name="WasSent">It was with another server before, which may have decided it.</param>
internal readonly record struct Waiting(WorkItem Item, SentOn Sent, bool WasSent = false);
