using Ledger.Rules.Asked;

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

    /// <summary>The cards and identifiers an operation asks for.</summary>
    public static IEnumerable<Guid> By(Operation operation)
    {
        if (operation.NewCard is { } card) yield return card.Id;
        if (operation.Terms is not MemberTerms terms) yield break;
        foreach (var identifier in terms.Identifiers) yield return identifier.Id;
    }

    /// <summary>Takes in at which accounts cards and identifiers point already; it stays until <see cref="ForgetBefore"/>.</summary>
    public void Mark(IReadOnlyDictionary<Guid, long> before) => _before = before;

    /// <summary>
    /// Of what the operation asks for: the cards that point at an account already, whichever it is, and the identifiers that point at
    /// another one. Null: none.
    /// </summary>
    public IReadOnlySet<Guid>? TakenFrom(Operation operation)
    {
        if (operation.NewCard is null && operation.Terms is not MemberTerms) return null;
        HashSet<Guid>? taken = null;
        foreach (var id in By(operation))
            if (HolderOf(id) is { } holder && (holder != operation.Account || id == operation.NewCard?.Id)) (taken ??= []).Add(id);
        return taken;
    }

    /// <summary>The operation is posted: what it asked for is taken from now on.</summary>
    public void Add(Operation operation)
    {
        if (operation.NewCard is null && operation.Terms is not MemberTerms) return;
        foreach (var id in By(operation)) _accounts[id] = operation.Account;
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
