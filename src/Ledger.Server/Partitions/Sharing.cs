using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Journal.Servers;

namespace Ledger.Server.Partitions;

/// <summary>
/// Looks who serves the ledger and who has what, by a clock and whenever it is told of a move, and says what this server is to do about it.
/// </summary>
/// <remarks>
/// Where the database itself was away, nobody could prolong anything: until it has answered for the time of a lease, what others hold is
/// left to them, or whoever comes back first would take it all.
/// </remarks>
internal sealed class Sharing(ServerTable table, ServerIdentity identity, Limits limits, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _wakes = new(0, 1);
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LedgerLook? _newest;
    private long? _answeredAt;
    /// <summary>
    /// When the database answered again after it had not for the time of a lease; null: it has answered since for as long.
    /// </summary>
    private long? _backSince;

    /// <summary>Where this server is reached; empty: it does not listen yet.</summary>
    public string Address { get; private set; } = "";

    /// <summary>It is being stopped: it gives back what it has.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>The newest look; null: there was none yet.</summary>
    public LedgerLook? Newest => Volatile.Read(ref _newest);

    /// <summary>Ends with the next look.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Some other server that can be asked lives.</summary>
    public bool HasPeer => Peers.Any();

    /// <summary>Some other server that can be asked lives and stays.</summary>
    public bool HasHeir => Peers.Any(server => !server.IsLeaving);

    private IEnumerable<SeenServer> Peers =>
        Newest?.Servers.Where(server => server.Instance != identity.Instance && server.Address.Length > 0) ?? [];

    /// <summary>Looks, and says what to do; null: the database does not answer.</summary>
    public async Task<Share?> LookAsync(CancellationToken cancellation)
    {
        LedgerLook look;
        try
        {
            look = await table.LookAsync(Address, IsLeaving, cancellation);
        }
        catch (Exception reason) when (SqlStates.IsPassing(reason) || reason is OperationCanceledException)
        {
            return null;
        }
        Volatile.Write(ref _newest, look);
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        return HasAnsweredForALease() ? Shares.Of(look, identity.Instance) : Share.Nothing;
    }

    /// <summary>This server listens: others are told where, with the next look.</summary>
    public void Tell(string address)
    {
        Address = address;
        LookSoon();
    }

    /// <summary>There is something to look at.</summary>
    public void LookSoon()
    {
        try
        {
            _wakes.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is going to look anyway.
        }
    }

    /// <summary>Waits until there is something to look at, or so long.</summary>
    public Task WaitAsync(TimeSpan longest, CancellationToken cancellation) => _wakes.WaitAsync(longest, cancellation);

    public void Dispose() => _wakes.Dispose();

    private bool HasAnsweredForALease()
    {
        var lease = TimeSpan.FromSeconds(limits.LeaseSeconds);
        if (_answeredAt is { } before && time.GetElapsedTime(before) > lease) _backSince = time.GetTimestamp();
        _answeredAt = time.GetTimestamp();
        if (_backSince is { } back && time.GetElapsedTime(back) > lease) _backSince = null;
        return _backSince is null;
    }
}
