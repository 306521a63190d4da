using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Audit;

/// <summary>
/// What the rows of all partitions say about cards and identifiers, to be compared with the directory. A card points at its account for
/// ever; an identifier names the account until another of its kind comes in its place or a row frees it, and may then be given to anybody,
/// also again.
/// </summary>
internal sealed class DirectoryFold(Action<string, string> report)
{
    private const string Check = "cards";
    private readonly Dictionary<Guid, GivenCard> _issued = [];
    private readonly HashSet<GivenCard> _given = [];
    private readonly Dictionary<(long Account, IdentifierKind Kind), GivenCard> _inForce = [];

    public void Take(in JournalRow row, string at)
    {
        foreach (var freed in FreedIdentifier.In([row]) ?? [])
            if (!IsNamedBy(freed)) report(Check, $"{at}: frees identifier {freed.Id}, which does not name the account");
        foreach (var given in GivenCard.In([row]) ?? [])
            if (given.Kind == IdentifierKind.Card)
            {
                if (!_issued.TryAdd(given.Id, given)) report(Check, $"{at}: card {given.Id} was issued before");
            }
            else
            {
                _given.Add(given);
                _inForce[(given.Account, given.Kind)] = given;
            }
    }

    private bool IsNamedBy(FreedIdentifier freed)
    {
        foreach (var ((account, kind), held) in _inForce)
            if (account == freed.Account && held.Id == freed.Id) return _inForce.Remove((account, kind));
        return false;
    }

    /// <param name="row">A row of the directory.</param>
    /// <param name="isVoid">Another identifier has come in its place.</param>
    public void Compare(GivenCard row, bool isVoid)
    {
        if (row.Kind == IdentifierKind.Card) CompareCard(row);
        else CompareIdentifier(row, isVoid);
    }

    /// <summary>The whole directory has been compared: what is left is not in it.</summary>
    public void End()
    {
        foreach (var (card, issue) in _issued)
            report(Check, $"card {card} was issued to account {issue.Account} and is not in the directory");
        foreach (var held in _inForce.Values)
            report(Check, $"account {held.Account} is found by identifier {held.Id} of kind {(short)held.Kind}, which the directory does not say");
    }

    private void CompareCard(GivenCard row)
    {
        var (card, account) = (row.Id, row.Account);
        if (!_issued.Remove(card, out var issue)) report(Check, $"card {card} of account {account} was issued by no transaction");
        else if (issue.LastFour != row.LastFour)
            report(Check, $"card {card} ends in {row.LastFour}, but was issued ending in {issue.LastFour}");
        else if (issue.Account != account) report(Check, $"card {card} points at account {account}, but was issued to {issue.Account}");
    }

    private void CompareIdentifier(GivenCard row, bool isVoid)
    {
        var (id, account) = (row.Id, row.Account);
        if (!_given.Contains(row))
            report(Check, $"identifier {id} of account {account}, kind {(short)row.Kind}, was given by no such transaction");
        if (isVoid) return;
        if (_inForce.TryGetValue((account, row.Kind), out var held) && held.Id == id) _inForce.Remove((account, row.Kind));
        else report(Check, $"identifier {id} names account {account}, which is not found by it any more");
    }
}
