using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Earning;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Audit;

/// <summary>What first rows say of an account beside its balances, gathered by plain replacement.</summary>
internal sealed class FoldedMembership
{
    private readonly List<Card> _cards = [];
    private readonly Dictionary<IdentifierKind, NewIdentifier[]> _identifiers = [];
    private readonly FoldedActivity _activity = new();
    private readonly FoldedTier _tier = new();
    private IReadOnlyList<Birthday> _birthdays = [];
    private AccountStatus _status = AccountStatus.Active;
    private long _mergedInto;
    private int _warnings;
    private PinFacts? _pin;
    private long _pinSetBySeq;
    private int _pinFailures;

    /// <summary>Open holds by their key.</summary>
    public Dictionary<Guid, HoldFacts> Holds { get; } = [];

    public void Take(in JournalRow first, ProgramRules? rules, string at, Action<string, string> report)
    {
        if (first.Outcome == Outcome.WrongPin) _pinFailures++;
        if (!first.Outcome.IsPosted()) return;
        if (first.NewCard is { } card)
            _cards.Add(new Card(
                card, first.NewCardLastFour ?? "", first.Detail?.Card?.Status ?? CardStatus.Active, first.Detail?.Card?.Type
                ?? "", first.Detail?.Card?.ExpiresOn));
        if (first.Kind == OperationKind.Warn) _warnings++;
        if (first.Detail is not { } detail) return;
        if (detail.Activity is { } counted) _activity.Take(counted);
        _tier.Take(first, _activity, rules, at, report);
        Take(detail, first.Seq);
    }

    /// <summary>Compares a checkpoint with what is gathered.</summary>
    public void Compare(AccountState stored, string at, Action<string, string> report)
    {
        var membership = stored.Membership;
        if (!stored.Cards.Select(Plain).SequenceEqual(_cards.Select(Plain)))
            report("I6", $"{at}: its cards are not the ones the rows issued");
        if ((membership.Status, membership.MergedInto, membership.Warnings) != (_status, _mergedInto, _warnings))
            report("I6", $"{at} says {membership.Status}/{membership.MergedInto}/{membership.Warnings}, the rows give {_status}/{_mergedInto}/{_warnings} (status/merged into/warnings)");
        // Checkpoints of 0.2.0 do not say which row set it.
        if (membership.TierNow != (membership.TierBySeq == 0 ? _tier.Facts with { BySeq = 0 } : _tier.Facts))
            report("I6", $"{at} says {membership.TierNow}, the rows give {_tier.Facts}");
        if ((membership.PinSetBySeq, membership.PinFailures) != (_pinSetBySeq, _pinFailures) || !IsSame(membership.Pin, _pin))
            report("I6", $"{at}: its PIN is not the one of row {_pinSetBySeq} with {_pinFailures} failures");
        if (!membership.Identifiers.Select(Plain).Order().SequenceEqual(_identifiers.Values.SelectMany(ids => ids).Select(Plain).Order()))
            report("I6", $"{at}: its identifiers are not the ones the rows gave");
        if (!membership.Birthdays.SequenceEqual(_birthdays)) report("I6", $"{at}: its birthdays are not the ones the rows gave");
        if (!membership.Holds.Select(Plain).Order(StringComparer.Ordinal)
            .SequenceEqual(Holds.Values.Select(Plain).Order(StringComparer.Ordinal)))
            report("I6", $"{at}: its holds are not the ones the rows leave open");
        if (!_activity.IsWhat(stored.Activity)) report("I6", $"{at}: what it counts for tiers is not what the rows sum to");
    }

    private void Take(RowDetail detail, long seq)
    {
        foreach (var change in detail.Cards ?? [])
        {
            var index = _cards.FindIndex(card => card.Id == change.Card);
            if (index >= 0)
                _cards[index] = _cards[index] with
                {
                    Status = change.Status,
                    ExpiresOn = change.ExpiresOn == DateOnly.MaxValue ? null : change.ExpiresOn ?? _cards[index].ExpiresOn,
                };
        }
        if (detail.Status is { } status)
            (_status, _mergedInto) = (status, status == AccountStatus.Merged ? detail.OtherAccount.GetValueOrDefault() : 0);
        if (detail.Pin is { } pin) (_pin, _pinSetBySeq, _pinFailures) = (pin, seq, 0);
        if (detail.PinFailuresEnd) _pinFailures = 0;
        if (detail.WarningTakenBack) _warnings--;
        if (detail.Back?.Pin is { } back) (_pin, _pinSetBySeq) = (back.Pin, back.SetBySeq);
        if (detail.Back?.Tries is { } tries) _pinFailures = tries.Failures;
        if (detail.Hold is { } placed) Holds[placed.Key] = placed;
        if (detail.HoldLeft is { } left)
        {
            Holds.Remove(left.Key);
            if (left.LeftMinor > 0) Holds[left.Key] = left;
        }
        foreach (var freed in detail.Freed ?? [])
            foreach (var kind in _identifiers.Keys.ToArray()) _identifiers[kind] = [.. _identifiers[kind].Where(one => one.Id != freed)];
        foreach (var kind in (detail.Identifiers ?? []).GroupBy(identifier => identifier.Kind)) _identifiers[kind.Key] = [.. kind];
        if (detail.Birthdays is { } birthdays) _birthdays = birthdays;
    }

    private static (Guid, string, CardStatus, string, DateOnly?) Plain(Card card) =>
        (card.Id, card.LastFour, card.Status, card.Type, card.ExpiresOn);

    private static (Guid, IdentifierKind, string) Plain(NewIdentifier identifier) => (identifier.Id, identifier.Kind, identifier.LastFour);

    private static string Plain(HoldFacts hold) =>
        $"{hold.Key} {hold.PrincipalMinor} {hold.ExpiresAt.Ticks} {string.Join(' ', hold.Bonus.Select(lot => $"{lot.ExpiresOn:O} {lot.Amount}"))}";

    private static bool IsSame(PinFacts? one, PinFacts? other) =>
        one is null ? other is null : other is not null && one.Salt.AsSpan().SequenceEqual(other.Salt)
            && one.Hash.AsSpan().SequenceEqual(other.Hash);
}
