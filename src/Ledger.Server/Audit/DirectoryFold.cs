using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Audit;

/// <summary>
/// What the rows of all partitions say about cards and identifiers, to be compared with the directory. A card points at its account until
/// its issue is reversed; an identifier names the account until another of its kind comes in its place or a row frees it. Either may then
/// be given to anybody, also again.
/// </summary>
internal sealed class DirectoryFold(Action<string, string> report) : IDirectoryFold
{
    private const string Check = "cards";
    private readonly Dictionary<Guid, List<Giving>> _issued = [];
    private readonly Dictionary<(long Account, IdentifierKind Kind), List<Giving>> _givings = [];
    private readonly HashSet<Guid> _identifiers = [];
    private readonly HashSet<(long Account, IdentifierKind Kind)> _inForce = [];
    private readonly Dictionary<Guid, RowPlace> _presented = [];
    private readonly HashSet<(long Account, long Absorbed)> _absorbed = [];

    public void Take(in JournalRow row, RowPlace at)
    {
        foreach (var freed in FreedIdentifier.In([row]) ?? []) End(freed, row.PostedAt, at);
        foreach (var given in GivenCard.In([row]) ?? [])
            if (given.Kind == IdentifierKind.Card)
            {
                if (!_issued.TryGetValue(given.Id, out var issues)) _issued.Add(given.Id, issues = []);
                issues.Add(new Giving(given, row.PostedAt) { At = at });
            }
            else
            {
                _identifiers.Add(given.Id);
                if (!_givings.TryGetValue((given.Account, given.Kind), out var givings))
                    _givings.Add((given.Account, given.Kind), givings = []);
                // What is in force already is not given once more.
                if (givings.Count == 0 || givings[^1] is not { EndedBy: null } last || last.Given.Id != given.Id)
                    givings.Add(new Giving(given, row.PostedAt));
            }
        if (row is { Kind: OperationKind.Arrive, Detail.Merged: { } merged })
            foreach (var account in merged.Accounts) _absorbed.Add((row.Account, account));
        if (row is { Leg: 0, Card: { } presented } && row.Outcome.IsPosted()) CheckPresented(row, presented, at);
    }

    private void End(FreedIdentifier freed, DateTime endedAt, RowPlace at)
    {
        foreach (var kind in Enum.GetValues<IdentifierKind>())
            if (_givings.TryGetValue((freed.Account, kind), out var givings) && givings[^1] is { EndedBy: null } last
                && last.Given.Id == freed.Id)
            {
                (last.EndedBy, last.EndedAt) = (freed.Key, endedAt);
                return;
            }
        if (_issued.GetValueOrDefault(freed.Id)?.Find(issue => issue.Given.Account == freed.Account && issue.EndedBy is null) is { } card)
        {
            (card.EndedBy, card.EndedAt) = (freed.Key, endedAt);
            return;
        }
        report(Check, $"{at}: frees identifier {freed.Id}, which does not name the account");
    }

    public void Compare(GivenCard row, Guid? voidBy)
    {
        if (row.Kind == IdentifierKind.Card) CompareCard(row, voidBy);
        else CompareIdentifier(row, voidBy);
    }

    public void End()
    {
        foreach (var (card, issues) in _issued)
        {
            foreach (var issue in issues)
                // Issued and freed in one commit, it never came to the directory.
                if (!issue.IsFound && issue.EndedAt != issue.PostedAt)
                    report(Check, $"card {card} was issued to account {issue.Given.Account} and is not in the directory");
            // Partitions are read one after the other, so which was first is not known before.
            foreach (var again in issues.Where(issue => issue.EndedBy is null).Skip(1))
                report(Check, $"{again.At}: card {card} was issued before");
        }
        foreach (var (presented, at) in _presented)
            if (!_issued.ContainsKey(presented) && !_identifiers.Contains(presented))
                report(Check, $"{at}: presents {presented}, which nobody was ever given");
        foreach (var givings in _givings.Values)
            for (var at = 0; at < givings.Count; at++)
                if (!givings[at].IsFound && !IsLeftOut(givings, at))
                    report(Check, $"account {givings[at].Given.Account} was given identifier {givings[at].Given.Id} of kind "
                        + $"{(short)givings[at].Given.Kind}, which the directory does not say");
    }

    private void CheckPresented(in JournalRow row, Guid presented, RowPlace at)
    {
        if (_issued.TryGetValue(presented, out var issues))
        {
            var account = row.Account;
            if (!issues.Exists(issue => issue.Given.Account == account || _absorbed.Contains((account, issue.Given.Account))))
                report(Check, $"{at}: presents a card of account {issues[^1].Given.Account}");
        }
        // Identifiers can be another account's by now, and given in a partition that is read later.
        else if (!_identifiers.Contains(presented)) _presented.TryAdd(presented, at);
    }

    private void CompareCard(GivenCard row, Guid? voidBy)
    {
        var (card, account, issues) = (row.Id, row.Account, _issued.GetValueOrDefault(row.Id) ?? []);
        if (issues.Count == 0)
        {
            report(Check, $"card {card} of account {account} was issued by no transaction");
            return;
        }
        var issue = issues.Find(one => one.Given.Key == row.Key && one.Given.Account == account)
            ?? issues.Find(one => !one.IsFound) ?? issues[0];
        if (issue.IsFound) report(Check, $"card {card} is in the directory more than once");
        issue.IsFound = true;
        if (issue.Given.LastFour != row.LastFour)
            report(Check, $"card {card} ends in {row.LastFour}, but was issued ending in {issue.Given.LastFour}");
        else if (issue.Given.Account != account)
            report(Check, $"card {card} points at account {account}, but was issued to {issue.Given.Account}");
        else if (issue.Given.Key != row.Key) report(Check, $"card {card} was issued by {issue.Given.Key}, not by {row.Key}");
        else if (voidBy is null && issue.EndedBy is not null)
            report(Check, $"card {card} points at account {account}, which it does not any more");
        else if (voidBy is { } end && issue.EndedBy != end)
            report(Check, $"card {card} of account {account} was ended by {end}, which did not reverse its issue");
    }

    private void CompareIdentifier(GivenCard row, Guid? voidBy)
    {
        var (id, account) = (row.Id, row.Account);
        var givings = _givings.GetValueOrDefault((account, row.Kind)) ?? [];
        var given = givings.FindIndex(giving => giving.Given == row);
        if (given < 0)
        {
            report(Check, $"identifier {id} of account {account}, kind {(short)row.Kind}, was given by no such transaction");
            return;
        }
        if (givings[given].IsFound) report(Check, $"identifier {id} of account {account} is in the directory more than once");
        givings[given].IsFound = true;
        if (voidBy is null && (givings[^1].EndedBy is not null || givings[^1].Given.Id != id))
            report(Check, $"identifier {id} names account {account}, which is not found by it any more");
        if (voidBy is { } end
            && !givings.Skip(given).Any(giving => giving.Given.Id == id ? giving.EndedBy == end : giving.Given.Key == end))
            report(Check, $"identifier {id} of account {account} was ended by {end}, which neither gave another one nor freed it");
        if (voidBy is null && !_inForce.Add((account, row.Kind)))
            report(Check, $"account {account} is found by more than one identifier of kind {(short)row.Kind}");
    }

    // Freed, or followed by another one, in the same commit; or again what it was before that commit, which ended nothing then.
    private static bool IsLeftOut(List<Giving> givings, int at)
    {
        if (givings[at].EndedAt == givings[at].PostedAt) return true;
        if (at + 1 < givings.Count && givings[at + 1].PostedAt == givings[at].PostedAt) return true;
        for (var before = at - 1; before >= 0; before--)
        {
            if (givings[before].Given.Id == givings[at].Given.Id && givings[before].EndedBy is null) return true;
            if (givings[before].PostedAt != givings[at].PostedAt) return false;
        }
        return false;
    }

    private sealed class Giving(GivenCard given, DateTime postedAt)
    {
        public GivenCard Given { get; } = given;
        public DateTime PostedAt { get; } = postedAt;
        public RowPlace At { get; init; }
        public bool IsFound { get; set; }
        /// <summary>The row that freed it, and when; null: none did.</summary>
        public Guid? EndedBy { get; set; }
        public DateTime? EndedAt { get; set; }
    }
}
