using Ledger.Rules.Asked;

namespace Ledger.Server.Partitions;

/// <summary>The cards and identifiers that the postings of a batch have given so far, and which of a posting's own are taken.</summary>
internal sealed class GivenIds
{
    private readonly Dictionary<Guid, long> _accounts = [];

    /// <summary>The cards and identifiers an operation asks for.</summary>
    public static IEnumerable<Guid> By(Operation operation)
    {
        if (operation.NewCard is { } card) yield return card.Id;
        if (operation.Terms is not MemberTerms terms) yield break;
        foreach (var identifier in terms.Identifiers) yield return identifier.Id;
    }

    /// <summary>
    /// Of what the posting asks for: the cards that point at an account already, whichever it is, and the identifiers that point at another
    /// one. Null: none.
    /// </summary>
    public IReadOnlySet<Guid>? TakenFrom(PostingItem item)
    {
        var operation = item.Operation;
        if (operation.NewCard is null && operation.Terms is not MemberTerms) return null;
        HashSet<Guid>? taken = null;
        foreach (var id in By(operation))
            if (HolderOf(id, item) is { } holder && (holder != operation.Account || id == operation.NewCard?.Id)) (taken ??= []).Add(id);
        return taken;
    }

    /// <summary>The operation is posted: what it asked for is taken from now on.</summary>
    public void Add(Operation operation)
    {
        if (operation.NewCard is null && operation.Terms is not MemberTerms) return;
        foreach (var id in By(operation)) _accounts[id] = operation.Account;
    }

    public void Clear() => _accounts.Clear();

    private long? HolderOf(Guid id, PostingItem item) =>
        _accounts.TryGetValue(id, out var account) || item.Taken?.TryGetValue(id, out account) == true ? account : null;
}
