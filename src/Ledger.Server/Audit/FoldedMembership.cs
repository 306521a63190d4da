using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Audit;

/// <summary>What first rows say of an account beside its balances, gathered by plain replacement.</summary>
internal sealed class FoldedMembership
{
    private readonly List<Card> _cards = [];
    private readonly Dictionary<IdentifierKind, Guid[]> _identifiers = [];
    private AccountStatus _status = AccountStatus.Active;
    private int _warnings;
    private string _tier = "";
    private long _pinSetBySeq;
    private int _pinFailures;
    private ActivitySum _activity;
    private readonly List<long> _absorbed = [];
    private bool _follows;

    /// <summary>Open holds by their key.</summary>
    public Dictionary<Guid, HoldFacts> Holds { get; } = [];

    public void Take(in JournalRow first)
    {
        if (first.Outcome == Outcome.WrongPin) _pinFailures++;
        if (!first.Outcome.IsPosted()) return;
        if (first.NewCard is { } card)
            _cards.Add(new Card(
                card, first.NewCardLastFour ?? "", first.Detail?.Card?.Status ?? CardStatus.Active, first.Detail?.Card?.Type
                ?? "", first.Detail?.Card?.ExpiresOn));
        if (first.Kind == OperationKind.Warn) _warnings++;
        if (first.Detail is { } detail) Take(detail, first.Seq);
        if (first is { Kind: OperationKind.Arrive, Detail.Merged: { } merged }) Take(merged);
    }

    /// <summary>Compares a checkpoint with what is gathered.</summary>
    public void Compare(AccountState stored, string at, Action<string, string> report)
    {
        var membership = stored.Membership;
        if (!stored.Cards.Select(Plain).SequenceEqual(_cards.Select(Plain)))
            report("I6", $"{at}: its cards are not the ones the rows issued");
        if ((membership.Status, membership.Warnings, membership.Tier) != (_status, _warnings, _tier))
            report("I6", $"{at} says {membership.Status}/{membership.Warnings}/{membership.Tier}, "
                + $"the rows give {_status}/{_warnings}/{_tier} (status/warnings/tier)");
        if ((membership.PinSetBySeq, membership.PinFailures) != (_pinSetBySeq, _pinFailures))
            report("I6", $"{at}: its PIN is not the one of row {_pinSetBySeq} with {_pinFailures} failures");
        if (!membership.Identifiers.Select(identifier => identifier.Id).Order()
            .SequenceEqual(_identifiers.Values.SelectMany(ids => ids).Order()))
            report("I6", $"{at}: its identifiers are not the ones the rows gave");
        if (!membership.Holds.Select(Plain).Order().SequenceEqual(Holds.Values.Select(Plain).Order()))
            report("I6", $"{at}: its holds are not the ones the rows leave open");
        if (membership.Follows != _follows || !_absorbed.SequenceEqual(membership.Absorbed ?? []))
            report("I6", $"{at}: the accounts it answers for, or whether another one does, are not what the rows say");
        if ((stored.Activity?.Ever ?? default) != _activity) report("I6", $"{at}: what it counts for tiers is not what the rows sum to");
    }

    private void Take(RowDetail detail, long seq)
    {
        foreach (var change in detail.Cards ?? [])
        {
            var index = _cards.FindIndex(card => card.Id == change.Card);
            if (index >= 0) _cards[index] = _cards[index] with { Status = change.Status };
        }
        if (detail.Status is { } status) _status = status;
        if (detail.Follows is { } follows) _follows = follows;
        if (detail.Tier is { } tier) _tier = tier.Tier;
        if (detail.Pin is not null) (_pinSetBySeq, _pinFailures) = (seq, 0);
        if (detail.PinFailuresEnd) _pinFailures = 0;
        if (detail.Hold is { } placed) Holds[placed.Key] = placed;
        if (detail.HoldLeft is { } left)
        {
            Holds.Remove(left.Key);
            if (left.LeftMinor > 0) Holds[left.Key] = left;
        }
        foreach (var freed in detail.Freed ?? [])
            foreach (var kind in _identifiers.Keys.ToArray()) _identifiers[kind] = [.. _identifiers[kind].Where(id => id != freed)];
        foreach (var kind in (detail.Identifiers ?? []).GroupBy(identifier => identifier.Kind))
            _identifiers[kind.Key] = [.. kind.Select(identifier => identifier.Id)];
        if (detail.Activity is { } counted) _activity += new ActivitySum(counted.Purchases, counted.SpendMinor, counted.Points);
    }

    private void Take(MergedFacts merged)
    {
        _absorbed.AddRange(merged.Accounts);
        if (merged.Counted?.Ever is { } ever) _activity += new ActivitySum(ever.Purchases, ever.SpendMinor, ever.Points);
    }

    private static (Guid, string, CardStatus) Plain(Card card) => (card.Id, card.LastFour, card.Status);

    private static (Guid, long, long) Plain(HoldFacts hold) => (hold.Key, hold.PrincipalMinor, hold.LeftMinor);
}
