using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Partitions;

/// <summary>
/// The cards and identifiers that the postings of a batch have given so far, and those found to point at an account already.
/// </summary>
internal sealed class GivenIds
{
    /// <summary>Null: it is nobody's any more.</summary>
    private readonly Dictionary<Guid, long?> _accounts = [];
    /// <summary>What the directory says; null: nothing was looked up.</summary>
    private IReadOnlyDictionary<Guid, long>? _before;

    /// <summary>The cards and identifiers an operation asks for; of a merge that arrives or comes back those that go along.</summary>
    /// <param name="related">The rows it refers to.</param>
    public static IReadOnlyList<Guid> By(Operation operation, ReadOnlySpan<JournalRow> related)
    {
        List<Guid> ids = [];
        if (operation.NewCard is { } card) ids.Add(card.Id);
        if (operation.Terms is MemberTerms terms) ids.AddRange(terms.Identifiers.Select(identifier => identifier.Id));
        if (operation.Kind is OperationKind.Arrive or OperationKind.ComeBack)
            foreach (ref readonly var row in related)
                if (row.Key == operation.Original && row.Detail?.Merged?.Identifiers is { } along)
                    ids.AddRange(along.Select(identifier => identifier.Id));
        return ids;
    }

    /// <summary>Takes in at which accounts cards and identifiers point already; it stays until <see cref="ForgetBefore"/>.</summary>
    public void Mark(IReadOnlyDictionary<Guid, long> before) => _before = before;

    /// <summary>
    /// Of what the operation asks for: the cards that point at an account already, whichever it is, and the identifiers that point at
    /// another one. Null: none.
    /// </summary>
    public IReadOnlySet<Guid>? TakenFrom(Operation operation, ReadOnlySpan<JournalRow> related)
    {
        if (operation.NewCard is null && operation.Terms is not MemberTerms
            && operation.Kind is not (OperationKind.Arrive or OperationKind.ComeBack)) return null;
        HashSet<Guid>? taken = null;
        foreach (var id in By(operation, related))
            if (HolderOf(id) is { } holder && (holder != operation.Account || id == operation.NewCard?.Id)) (taken ??= []).Add(id);
        return taken;
    }

    /// <summary>A transaction is posted: what its first row gives is taken from now on.</summary>
    public void Add(in JournalRow first)
    {
        if (first.NewCard is { } card) _accounts[card] = first.Account;
        if (first.Detail?.Identifiers is not { } given) return;
        foreach (var identifier in given) _accounts[identifier.Id] = first.Account;
    }

    /// <summary>A posted row says that these identifiers name nobody from now on.</summary>
    public void Free(IReadOnlyList<Guid>? ids)
    {
        if (ids is null) return;
        foreach (var id in ids) _accounts[id] = null;
    }

    /// <summary>Forgets what this batch has given.</summary>
    public void Clear() => _accounts.Clear();

    /// <summary>Forgets what was looked up.</summary>
    public void ForgetBefore() => _before = null;

    private long? HolderOf(Guid id) => _accounts.TryGetValue(id, out var account) ? account
        : _before?.TryGetValue(id, out var before) == true ? before : null;
}
