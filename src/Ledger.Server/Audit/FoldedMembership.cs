using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Earning;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Journal.Columns;

namespace Ledger.Server.Audit;

/// <summary>What first rows say of an account beside its balances, gathered by plain replacement.</summary>
internal sealed class FoldedMembership
{
    private readonly FoldedCards _cards = new();
    private readonly Dictionary<IdentifierKind, NewIdentifier[]> _identifiers = [];
    private FoldedActivity _activity = new();
    private FoldedTier _tier = new();
    private IReadOnlyList<Birthday> _birthdays = [];
    private AccountStatus _status = AccountStatus.Active;
    private long _mergedInto;
    private long _statusBySeq;
    private int _warnings;
    private bool _isLoaded;
    private PinFacts? _pin;
    private long _pinSetBySeq;
    private int _pinFailures;
    private readonly List<long> _absorbed = [];
    private bool _follows;
    private long _pinTriesBySeq;
    private DateTime _pinFailedAt;
    private readonly SortedDictionary<IdentifierKind, long> _namedBySeq = [];
    private long _birthdaysBySeq;
    private readonly List<Overtaken> _overtaken = [];

    /// <summary>Open holds by their key.</summary>
    public Dictionary<Guid, HoldFacts> Holds { get; } = [];

    /// <summary>As a closing has it.</summary>
    /// <param name="stored">The account as of the closing.</param>
    /// <param name="knowsAll">No server of 0.2.0 had the account.</param>
    public void Begin(AccountState stored, bool knowsAll)
    {
        var was = stored.Membership;
        _cards.Begin(stored.Cards, knowsAll);
        if (stored.Activity is { } counted) _activity.Begin(counted);
        _tier.Begin(was, stored.LastSeq);
        foreach (var kind in was.Identifiers.GroupBy(identifier => identifier.Kind)) _identifiers[kind.Key] = [.. kind];
        foreach (var hold in was.Holds) Holds[hold.Key] = hold;
        foreach (var named in was.NamedBy ?? []) _namedBySeq[named.Kind] = named.BySeq;
        _absorbed.AddRange(was.Absorbed ?? []);
        _overtaken.AddRange(was.Overtaken ?? []);
        (_birthdays, _birthdaysBySeq, _follows) = (was.Birthdays, was.BirthdaysBySeq, was.Follows);
        (_status, _mergedInto, _statusBySeq, _warnings, _isLoaded) =
            (was.Status, was.MergedInto, was.StatusBySeq, was.Warnings, was.IsLoaded);
        (_pin, _pinSetBySeq, _pinFailures, _pinTriesBySeq, _pinFailedAt) =
            (was.Pin, was.PinSetBySeq, was.PinFailures, was.PinTriesBySeq, was.PinFailedAt);
    }

    /// <param name="knowsAll">No server of 0.2.0 had the account.</param>
    public void Take(in JournalRow first, ProgramRules? rules, bool knowsAll, RowPlace at, Action<string, string> report)
    {
        if (first.Outcome == Outcome.WrongPin) (_pinFailures, _pinFailedAt) = (_pinFailures + 1, first.PostedAt);
        if (!first.Outcome.IsPosted()) return;
        _cards.Take(first);
        if (first.Kind == OperationKind.Warn) _warnings++;
        if (first.Detail is not { } detail) return;
        if (detail.Activity is { } counted) _activity.Take(counted);
        if (first.Kind == OperationKind.Arrive && detail.Merged is { } merged) Take(merged);
        _tier.Take(first, _activity, rules, knowsAll, at, report);
        Take(detail, first);
    }

    /// <summary>Compares a checkpoint with what is gathered.</summary>
    /// <param name="knowsAll">No server of 0.2.0 had the account; its checkpoints do not say which row had set what.</param>
    public void Compare(AccountState stored, bool knowsAll, RowPlace at, Action<string, string> report)
    {
        var membership = stored.Membership;
        bool IsRow(long said, long folded) => said == folded || (said == 0 && !knowsAll);

        if (!_cards.AreWhat(stored.Cards, knowsAll)) report("I6", $"{at}: its cards are not the ones the rows issued");
        if ((membership.Status, membership.MergedInto, membership.Warnings) != (_status, _mergedInto, _warnings)
            || !IsRow(membership.StatusBySeq, _statusBySeq))
            report("I6", $"{at} says {membership.Status}/{membership.MergedInto}/{membership.Warnings}, the rows give "
                + $"{_status}/{_mergedInto}/{_warnings} (status/merged into/warnings) by row {_statusBySeq}");
        if (membership.IsLoaded != _isLoaded) report("I6", $"{at} does not say whether it has been loaded as the rows do");
        if (knowsAll && membership.IsTierNew != _tier.IsNew) report("I6", $"{at} does not say whether its tier is new as the rows do");
        if (membership.TierNow with { BySeq = 0 } != _tier.Facts with { BySeq = 0 } || !IsRow(membership.TierBySeq, _tier.Facts.BySeq))
            report("I6", $"{at} says {membership.TierNow}, the rows give {_tier.Facts}");
        if ((membership.PinSetBySeq, membership.PinFailures) != (_pinSetBySeq, _pinFailures) || !IsSame(membership.Pin, _pin)
            || !IsRow(membership.PinTriesBySeq, _pinTriesBySeq) || !IsSame(membership.PinFailedAt, _pinFailedAt))
            report("I6", $"{at}: its PIN is not the one of row {_pinSetBySeq} with {_pinFailures} failures");
        if (!membership.Identifiers.Select(Plain).Order().SequenceEqual(_identifiers.Values.SelectMany(ids => ids).Select(Plain).Order()))
            report("I6", $"{at}: its identifiers are not the ones the rows gave");
        if (knowsAll && !(membership.NamedBy ?? []).SequenceEqual(_namedBySeq.Select(named => new NamedBy(named.Key, named.Value))))
            report("I6", $"{at}: its identifiers are said to be of other rows than gave them");
        if (!_overtaken.Select(DetailOf).SequenceEqual((membership.Overtaken ?? []).Select(DetailOf)))
            report("I6", $"{at}: what it knows of changes that were reversed out of turn is not what the rows say");
        if (!membership.Birthdays.SequenceEqual(_birthdays) || !IsRow(membership.BirthdaysBySeq, _birthdaysBySeq))
            report("I6", $"{at}: its birthdays are not the ones the rows gave");
        if (!membership.Holds.Select(Plain).Order(StringComparer.Ordinal)
            .SequenceEqual(Holds.Values.Select(Plain).Order(StringComparer.Ordinal)))
            report("I6", $"{at}: its holds are not the ones the rows leave open");
        if (membership.Follows != _follows || !_absorbed.SequenceEqual(membership.Absorbed ?? []))
            report("I6", $"{at}: the accounts it answers for, or whether another one does, are not what the rows say");
        if (!_activity.IsWhat(stored.Activity, knowsAll)) report("I6", $"{at}: what it counts for tiers is not what the rows sum to");
    }

    private void Take(RowDetail detail, in JournalRow first)
    {
        var seq = first.Seq;
        if (detail.Status is { } status)
        {
            if (status != _status) _statusBySeq = seq;
            (_status, _mergedInto) = (status, status == AccountStatus.Merged ? detail.OtherAccount.GetValueOrDefault() : 0);
        }
        if (detail.Follows is { } follows) _follows = follows;
        if (detail.Back?.Status is { } again) (_status, _statusBySeq) = (again.Status, again.BySeq);
        if (detail.Loaded is { } loaded) _isLoaded = loaded;
        if (detail.WarningTakenBack) _warnings--;
        TakePin(detail, seq);
        if (detail.Hold is { } placed) Holds[placed.Key] = placed;
        if (detail.HoldLeft is { } left)
        {
            Holds.Remove(left.Key);
            if (left.LeftMinor > 0) Holds[left.Key] = left;
        }
        TakeNames(detail, first);
        foreach (var freed in detail.Freed ?? [])
            foreach (var kind in _identifiers.Keys.ToArray()) _identifiers[kind] = [.. _identifiers[kind].Where(one => one.Id != freed)];
        foreach (var kind in (detail.Identifiers ?? []).GroupBy(identifier => identifier.Kind)) _identifiers[kind.Key] = [.. kind];
        if (detail.Birthdays is { } birthdays)
            (_birthdays, _birthdaysBySeq) = (birthdays, first.Kind == OperationKind.Describe ? seq : detail.Back?.BirthdaysBySeq ?? 0);
        if (detail.Overtaken is { } overtaken)
        {
            _overtaken.RemoveAll(one => one.Seq == overtaken.Seq);
            if (overtaken.Cards is not null || overtaken.Was != new WasFacts()) _overtaken.Insert(0, overtaken);
            if (_overtaken.Count > Membership.OvertakenMax) _overtaken.RemoveAt(Membership.OvertakenMax);
        }
        if (detail.Unopened) Forget();
    }

    // As before the first row.
    private void Forget()
    {
        _cards.Clear();
        _identifiers.Clear();
        Holds.Clear();
        _absorbed.Clear();
        _namedBySeq.Clear();
        _overtaken.Clear();
        (_follows, _birthdaysBySeq) = (false, 0);
        (_activity, _tier, _birthdays) = (new FoldedActivity(), new FoldedTier(), []);
        (_status, _mergedInto, _statusBySeq, _warnings, _isLoaded) = (AccountStatus.Active, 0, 0, 0, false);
        (_pin, _pinSetBySeq, _pinFailures, _pinTriesBySeq, _pinFailedAt) = (null, 0, 0, 0, default);
    }

    // Before the identifiers are taken in: what is freed is still there.
    private void TakeNames(RowDetail detail, in JournalRow first)
    {
        if (first.Kind is OperationKind.Describe or OperationKind.CancelAccount or OperationKind.Arrive)
        {
            foreach (var (kind, held) in _identifiers)
                if (held.Any(one => detail.Freed?.Contains(one.Id) == true)) _namedBySeq[kind] = first.Seq;
            foreach (var given in detail.Identifiers ?? []) _namedBySeq[given.Kind] = first.Seq;
        }
        foreach (var back in detail.Back?.NamedBy ?? [])
            if (back.BySeq == 0) _namedBySeq.Remove(back.Kind);
            else _namedBySeq[back.Kind] = back.BySeq;
    }

    private void Take(MergedFacts merged)
    {
        _absorbed.AddRange(merged.Accounts);
        if (merged.Counted is { } counted) _activity.Take(counted);
    }

    private void TakePin(RowDetail detail, long seq)
    {
        if (detail.Pin is { } pin) (_pin, _pinSetBySeq) = (pin, seq);
        if (detail.Pin is not null || detail.PinFailuresEnd) (_pinFailures, _pinTriesBySeq) = (0, seq);
        if (detail.Back?.Pin is { } back) (_pin, _pinSetBySeq) = (back.Pin, back.SetBySeq);
        if (detail.Back?.Tries is { } tries) (_pinFailures, _pinTriesBySeq) = (tries.Failures, tries.EndedBySeq);
    }

    private static (Guid, IdentifierKind, string) Plain(NewIdentifier identifier) => (identifier.Id, identifier.Kind, identifier.LastFour);

    private static string? DetailOf(Overtaken overtaken) => DetailJson.Write(new RowDetail { Overtaken = overtaken });

    // A checkpoint may lack what the type says is there.
    private static string Plain(HoldFacts hold) =>
        $"{hold.Key} {hold.PrincipalMinor} {hold.ExpiresAt.Ticks} "
        + (hold.Bonus is null ? "of nothing" : string.Join(' ', hold.Bonus.Select(lot => $"{lot.ExpiresOn:O} {lot.Amount}")));

    // The journal's times are whole microseconds, those in memory of 0.2.0 were not.
    private static bool IsSame(DateTime one, DateTime other) => (one - other).Duration() < TimeSpan.FromMicroseconds(1);

    private static bool IsSame(PinFacts? one, PinFacts? other) =>
        one is null ? other is null : other is not null && one.Salt.AsSpan().SequenceEqual(other.Salt)
            && one.Hash.AsSpan().SequenceEqual(other.Hash);
}
