using Ledger.V1;

namespace Ledger.Client.Wire;

/// <summary>
/// Which server has whom: target → partition → address, as answers have told. Bounded; what is out of date costs a call that one server
/// sends on to another, and is mended by its answer. Safe to use from many threads.
/// </summary>
internal sealed class OwnerMap(int targetsMax)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Kind, long Value), int> _partitions = [];
    private readonly Dictionary<int, Uri> _owners = [];

    /// <summary>The server that has what a request is about; null: it is about nobody in particular, or that is not known.</summary>
    public Uri? OwnerOf(object request)
    {
        if (TargetOf(request) is not { } target)
            return null;
        lock (_lock)
            return _partitions.TryGetValue(target, out var partition) && _owners.TryGetValue(partition, out var owner) ? owner : null;
    }

    /// <summary>An answer said so.</summary>
    public void Learn(object request, int partition, Uri owner)
    {
        lock (_lock)
        {
            _owners[partition] = owner;
            if (TargetOf(request) is not { } target)
                return;
            if (_partitions.Count >= targetsMax)
                _partitions.Clear();
            _partitions[target] = partition;
        }
    }

    /// <summary>It does not answer: what it had is somebody else's soon.</summary>
    public void Forget(Uri owner)
    {
        lock (_lock)
        {
            foreach (var partition in _owners.Where(one => one.Value == owner).Select(one => one.Key).ToList())
                _owners.Remove(partition);
        }
    }

    // What was typed is not kept: two that are taken for one another cost a call that is sent on.
    private static (int Kind, long Value)? TargetOf(object request) => request switch
    {
        Operation { TargetCase: Operation.TargetOneofCase.Account } of => (1, of.Account),
        Operation { TargetCase: Operation.TargetOneofCase.Card } of => (2, of.Card.GetHashCode()),
        Operation { TargetCase: Operation.TargetOneofCase.Identifier } of => (3, of.Identifier.GetHashCode()),
        GetBalancesRequest { TargetCase: GetBalancesRequest.TargetOneofCase.Account } of => (1, of.Account),
        GetBalancesRequest { TargetCase: GetBalancesRequest.TargetOneofCase.Card } of => (2, of.Card.GetHashCode()),
        GetStatementRequest { TargetCase: GetStatementRequest.TargetOneofCase.Account } of => (1, of.Account),
        GetExpiringRequest { TargetCase: GetExpiringRequest.TargetOneofCase.Account } of => (1, of.Account),
        _ => null,
    };
}
