namespace Ledger.Client.Streams;

/// <summary>The places for unanswered operations of a stream. An operation that ends gives its place back, so all places are free exactly
/// when everything admitted has ended.</summary>
internal sealed class Window(int places) : IDisposable
{
    private readonly SemaphoreSlim _free = new(places);
    private readonly Lock _gate = new();
    private readonly HashSet<PendingOperation> _admitted = [];

    /// <summary>Waits for a place. False when the caller cancelled the operation meanwhile.</summary>
    public async ValueTask<bool> AdmitAsync(PendingOperation pending)
    {
        await _free.WaitAsync();
        // Under the gate, because an operation may end, and leave, as soon as it is admitted.
        lock (_gate)
        {
            if (pending.TryAdmit())
            {
                _admitted.Add(pending);
                return true;
            }
        }
        _free.Release();
        return false;
    }

    /// <summary>Gives the place of an admitted operation back; called when it ends, which happens once.</summary>
    public void Leave(PendingOperation pending)
    {
        lock (_gate)
            _admitted.Remove(pending);
        _free.Release();
    }

    /// <summary>Those that have a place now.</summary>
    public List<PendingOperation> Admitted()
    {
        lock (_gate)
            return [.. _admitted];
    }

    /// <summary>Waits until everything admitted has ended. Nothing may be admitted any more.</summary>
    public async Task DrainAsync()
    {
        for (var place = 0; place < places; place++)
            await _free.WaitAsync();
    }

    public void Dispose() => _free.Dispose();
}
