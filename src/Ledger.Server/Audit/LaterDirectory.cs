using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Audit;

/// <summary>
/// What rows behind the closings say about cards and identifiers. What was given before stands in the directory alone, and is believed;
/// what later rows gave, freed and put in the place of another has to be there, and what they present has to be their account's.
/// </summary>
internal sealed class LaterDirectory(Action<string, string> report) : IDirectoryFold
{
    private const string Check = "cards";
    private readonly List<Giving> _givings = [];
    private readonly Dictionary<Guid, List<Giving>> _byKey = [];
    private readonly Dictionary<(long Account, IdentifierKind Kind), Giving> _newest = [];
    private readonly Dictionary<(Guid Id, long Account), List<Freeing>> _freed = [];
    private readonly Dictionary<Guid, Dictionary<long, RowPlace>> _presented = [];
    private readonly HashSet<(long Account, long Absorbed)> _absorbed = [];
    private readonly HashSet<(long Account, IdentifierKind Kind, Guid Id)> _before = [];
    private long _order;

    /// <summary>An account as a closing has it.</summary>
    public void Begin(AccountState account)
    {
        foreach (var absorbed in account.Membership.Absorbed ?? []) _absorbed.Add((account.Account, absorbed));
    }

    public void Take(in JournalRow row, RowPlace at)
    {
        _order++;
        foreach (var freed in FreedIdentifier.In([row]) ?? [])
            Free(freed, new Freeing(freed.Key, row.PostedAt, _order, at));
        foreach (var given in GivenCard.In([row]) ?? []) Give(new Giving(given, row.PostedAt, _order));
        if (row is { Kind: OperationKind.Arrive, Detail.Merged: { } merged })
            foreach (var account in merged.Accounts) _absorbed.Add((row.Account, account));
        if (row is not { Leg: 0, Card: { } presented } || !row.Outcome.IsPosted()) return;
        if (!_presented.TryGetValue(presented, out var by)) _presented.Add(presented, by = []);
        by.TryAdd(row.Account, at);
    }

    public void Compare(GivenCard row, Guid? voidBy)
    {
        var giving = _byKey.GetValueOrDefault(row.Key)?.Find(one => one.Given == row);
        if (giving is null && _byKey.ContainsKey(row.Key))
            report(Check, $"{row.Id} of account {row.Account}, kind {(short)row.Kind}, was not given by {row.Key}");
        if (giving is { IsFound: true }) report(Check, $"{row.Id} of account {row.Account} is in the directory more than once");
        if (giving is not null) giving.IsFound = true;
        else if (row.Kind != IdentifierKind.Card && _newest.ContainsKey((row.Account, row.Kind)))
            _before.Add((row.Account, row.Kind, row.Id));
        CheckEnd(row, giving, voidBy);
        CheckPresented(row);
    }

    public void End()
    {
        foreach (var giving in _givings)
            if (!giving.IsFound && !IsLeftOut(giving))
                report(Check, $"account {giving.Given.Account} was given {giving.Given.Id} of kind {(short)giving.Given.Kind}, which the "
                    + "directory does not say");
        foreach (var ((id, account), freeings) in _freed)
            if (!freeings.Exists(freeing => freeing.IsFound)
                && !_givings.Exists(giving => (giving.Given.Id, giving.Given.Account) == (id, account)))
                report(Check, $"{freeings[0].At}: frees identifier {id}, which does not name the account");
        foreach (var (id, by) in _presented)
            foreach (var at in by.Values) report(Check, $"{at}: presents {id}, which its account was never given");
    }

    private void Free(FreedIdentifier freed, Freeing freeing)
    {
        if (!_freed.TryGetValue((freed.Id, freed.Account), out var freeings)) _freed.Add((freed.Id, freed.Account), freeings = []);
        freeings.Add(freeing);
    }

    private void Give(Giving giving)
    {
        _givings.Add(giving);
        if (!_byKey.TryGetValue(giving.Given.Key, out var givings)) _byKey.Add(giving.Given.Key, givings = []);
        givings.Add(giving);
        if (giving.Given.Kind == IdentifierKind.Card) return;
        if (_newest.TryGetValue((giving.Given.Account, giving.Given.Kind), out var before)) before.FollowedAt = giving.PostedAt;
        _newest[(giving.Given.Account, giving.Given.Kind)] = giving;
    }

    private void CheckEnd(GivenCard row, Giving? giving, Guid? voidBy)
    {
        // What a row in front of the giving freed was given again by it.
        var freeings = (_freed.GetValueOrDefault((row.Id, row.Account)) ?? []).FindAll(one => one.Order > (giving?.Order ?? 0));
        foreach (var freeing in freeings) freeing.IsFound = true;
        var newest = row.Kind == IdentifierKind.Card ? null : _newest.GetValueOrDefault((row.Account, row.Kind));
        var isFollowed = newest is not null && newest.Given.Id != row.Id && newest != giving;
        if (voidBy is null && (freeings.Count > 0 || isFollowed))
            report(Check, $"{row.Id} names account {row.Account}, which is not found by it any more");
        if (voidBy is not { } end) return;
        var isByLater = freeings.Exists(freeing => freeing.Key == end)
            || (_byKey.GetValueOrDefault(end)?.Exists(one =>
                one.Given.Id != row.Id && (one.Given.Account, one.Given.Kind) == (row.Account, row.Kind)) == true);
        // One that was given later was ended later; one of before may have been ended before.
        if (!isByLater && (giving is not null || _byKey.ContainsKey(end)))
            report(Check, $"{row.Id} of account {row.Account} was ended by {end}, which neither gave another one nor freed it");
    }

    private void CheckPresented(GivenCard row)
    {
        if (!_presented.TryGetValue(row.Id, out var by)) return;
        // Identifiers can be another account's by now; a card that was issued twice is told where it is compared.
        if (row.Kind != IdentifierKind.Card) by.Clear();
        foreach (var account in by.Keys.ToArray())
            if (account == row.Account || _absorbed.Contains((account, row.Account))) by.Remove(account);
    }

    // Freed or followed in the same commit, or in force already.
    private bool IsLeftOut(Giving giving)
    {
        var given = giving.Given;
        if (giving.FollowedAt == giving.PostedAt || _before.Contains((given.Account, given.Kind, given.Id))) return true;
        return _givings.Exists(one =>
            one != giving && one.Given with { Key = given.Key } == given && one.IsFound && one.Order < giving.Order)
            || _freed.GetValueOrDefault((given.Id, given.Account))?.Exists(freeing => freeing.PostedAt == giving.PostedAt) == true;
    }

    private sealed class Giving(GivenCard given, DateTime postedAt, long order)
    {
        public GivenCard Given { get; } = given;
        public DateTime PostedAt { get; } = postedAt;
        public long Order { get; } = order;
        public DateTime? FollowedAt { get; set; }
        public bool IsFound { get; set; }
    }

    private sealed class Freeing(Guid key, DateTime postedAt, long order, RowPlace at)
    {
        public Guid Key { get; } = key;
        public DateTime PostedAt { get; } = postedAt;
        public long Order { get; } = order;
        public RowPlace At { get; } = at;
        public bool IsFound { get; set; }
    }
}
