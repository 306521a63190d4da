using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Partitions;

namespace Ledger.Client.Testing.Books;

/// <summary>Which account each card and each identifier in force points at, by their keyed hashes. Not for concurrent use.</summary>
internal sealed class MemoryDirectory
{
    private readonly Dictionary<Guid, GivenCard> _given = [];
    private readonly List<(GivenCard Given, Guid? EndedBy)> _ended = [];

    /// <summary>
    /// All that was ever given, with the transaction that put another identifier in its place or freed it; null: in force.
    /// </summary>
    public IEnumerable<(GivenCard Given, Guid? EndedBy)> All => _given.Values.Select(given => (given, (Guid?)null)).Concat(_ended);

    public long? AccountOf(Guid id) => _given.TryGetValue(id, out var given) ? given.Account : null;

    /// <summary>
    /// Of what an operation asks for: the cards that point at an account already, whichever it is, and the identifiers that point at
    /// another one.
    /// </summary>
    public IReadOnlySet<Guid> TakenFrom(Operation operation, JournalRow[] related, AccountState state) =>
        GivenIds.By(operation, related, state)
            .Where(id => AccountOf(id) is { } holder && (holder != operation.Account || id == operation.NewCard?.Id)).ToHashSet();

    /// <summary>Takes in what rows give. An identifier comes in the place of the account's other one of its kind.</summary>
    public void Take(ReadOnlySpan<JournalRow> rows)
    {
        foreach (var step in DirectoryStep.In(rows) ?? []) Take(step);
    }

    private void Take(DirectoryStep step)
    {
        foreach (var freed in step.Freed ?? [])
            if (AccountOf(freed.Id) == freed.Account) End(_given[freed.Id], freed.Key);
        foreach (var given in step.Given ?? [])
        {
            if (given.Kind != IdentifierKind.Card)
                foreach (var old in _given.Values.Where(old => (old.Account, old.Kind) == (given.Account, given.Kind)).ToArray())
                    End(old, given.Key);
            _given[given.Id] = given;
        }
    }

    private void End(GivenCard given, Guid by)
    {
        _given.Remove(given.Id);
        _ended.Add((given, by));
    }
}
