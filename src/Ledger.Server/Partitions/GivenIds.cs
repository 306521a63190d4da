using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Returns;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

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

    /// <summary>A posting of the batch has freed some.</summary>
    public bool HasFreed { get; private set; }

    /// <summary>
    /// The cards and identifiers an operation asks for. A reversal asks for those that its original had taken away, a merge that arrives or
    /// comes back for those that go along.
    /// </summary>
    /// <param name="related">The rows of what the operation refers to, and those that refer to the same.</param>
    /// <param name="state">The account, which knows what was reversed before; null: it is not in memory.</param>
    public static IReadOnlyList<Guid> By(Operation operation, ReadOnlySpan<JournalRow> related, AccountState? state)
    {
        if (operation.Kind == OperationKind.Reverse)
        {
            foreach (ref readonly var row in related)
                if (row.Key == operation.Original && row.Leg == 0) return [.. NamesAgain.Of(row, state?.Membership)];
            return [];
        }
        List<Guid> asked = [];
        if (operation.NewCard is { } card) asked.Add(card.Id);
        foreach (var identifier in (operation.Terms as MemberTerms)?.Identifiers ?? []) asked.Add(identifier.Id);
        if (operation.Kind is OperationKind.Arrive or OperationKind.ComeBack)
            foreach (ref readonly var row in related)
                if (row.Key == operation.Original && row.Detail?.Merged?.Identifiers is { } along)
                    asked.AddRange(along.Select(identifier => identifier.Id));
        return asked;
    }

    /// <summary>Takes in at which accounts cards and identifiers point already; it stays until <see cref="ForgetBefore"/>.</summary>
    public void Mark(IReadOnlyDictionary<Guid, long> before) => _before = before;

    /// <summary>
    /// Of what the operation asks for: the cards that point at an account already, whichever it is, and the identifiers that point at
    /// another one. Null: none.
    /// </summary>
    public IReadOnlySet<Guid>? TakenFrom(Operation operation, ReadOnlySpan<JournalRow> related, AccountState state)
    {
        if (operation.NewCard is null && operation.Terms is not MemberTerms
            && operation.Kind is not (OperationKind.Arrive or OperationKind.ComeBack or OperationKind.Reverse)) return null;
        HashSet<Guid>? taken = null;
        foreach (var id in By(operation, related, state))
            if (HolderOf(id) is { } holder && (holder != operation.Account || id == operation.NewCard?.Id)) (taken ??= []).Add(id);
        return taken;
    }

    /// <summary>An operation is posted: what its first row frees names nobody from now on, and what it gives is taken.</summary>
    public void Take(in JournalRow first)
    {
        foreach (var id in first.Detail?.Freed ?? [])
        {
            _accounts[id] = null;
            HasFreed = true;
        }
        if (first.NewCard is { } card) _accounts[card] = first.Account;
        if (first.Detail?.Identifiers is not { } identifiers) return;
        foreach (var identifier in identifiers) _accounts[identifier.Id] = first.Account;
    }

    /// <summary>Forgets what this batch has given and freed.</summary>
    public void Clear()
    {
        _accounts.Clear();
        HasFreed = false;
    }

    /// <summary>Forgets what was looked up.</summary>
    public void ForgetBefore() => _before = null;

    private long? HolderOf(Guid id) => _accounts.TryGetValue(id, out var account) ? account
        : _before?.TryGetValue(id, out var before) == true ? before : null;
}
