using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Rules.State;

/// <summary>
/// Everything an account knows. It changes through <see cref="Apply"/> alone, live and on replay alike, so it is always the fold of
/// the account's journal rows.
/// </summary>
public sealed class AccountState(long account)
{
    public long Account { get; private set; } = account;
    /// <summary>The program it belongs to; 0: never opened.</summary>
    public short Program { get; private set; }
    /// <summary>Its newest journal row, refusals included; 0: none.</summary>
    public long LastSeq { get; private set; }
    /// <summary>The row that opened it, where an opening before was reversed; 0: all rows are its own.</summary>
    public long BeganSeq { get; private set; }
    public long Points { get; private set; }
    public long Principal { get; private set; }
    public long Bonus { get; private set; }
    /// <summary>
    /// Points the member owes: returned goods had earned them and they were spent. Not below 0; <see cref="Points"/> is less by it.
    /// </summary>
    public long PointsOwed { get; private set; }
    public Lots PointsLots { get; } = new();
    public Lots BonusLots { get; } = new();
    /// <summary>Replaced as a whole when it changes, never written in place: copies of a state share it.</summary>
    public IReadOnlyList<Card> Cards { get; private set; } = [];
    /// <summary>Replaced as a whole when it changes, like the cards.</summary>
    public Membership Membership { get; private set; } = Membership.New;
    /// <summary>What tiers and caps count; null as long as nothing has counted. Replaced as a whole too.</summary>
    public Activity? Activity { get; private set; }

    /// <summary>
    /// What the last redemption or checkout that took points for money's worth made of them: what points are worth to this member,
    /// whatever the program says now.
    /// </summary>
    public PointsRate PointsSpentAt { get; private set; }

    /// <summary>
    /// Top-ups that brought bonus, newest first, at most 20, the last of which may be several: what is known of bonus that was not paid
    /// for.
    /// </summary>
    public IReadOnlyList<LoadedBonus> Loads { get; private set; } = [];

    /// <summary>
    /// From the first time on that principal left in money or for another member: how much came with no bonus and has not left again, so
    /// that a top-up without bonus is paid back once only, in minor units; null: none has left.
    /// </summary>
    public long? Unsent { get; private set; }

    /// <summary>
    /// Last days of lots in which a return gave back what had expired, newest first, at most <see cref="ExtendedMax"/>: what is spent from
    /// one and comes back after it is not given more days again.
    /// </summary>
    public IReadOnlyList<DateOnly> ExtendedLots { get; private set; } = [];

    /// <summary>Older ones are forgotten.</summary>
    public const int ExtendedMax = 20;

    public bool IsOpen => Program != 0;

    /// <summary>
    /// Puts what was done of one operation on this account and on those it has absorbed in order: a merged account comes before the one it
    /// was merged into.
    /// </summary>
    public int RankOf(long account)
    {
        if (account == Account) return 1;
        for (var i = 0; i < Membership.Absorbed?.Count; i++)
            if (Membership.Absorbed[i] == account) return -i;
        return int.MinValue;
    }

    /// <summary>
    /// True when what was done on <paramref name="account"/> is this account's to return: its own, or one it has absorbed.
    /// </summary>
    public bool AnswersFor(long account) => account == Account || Membership.HasAbsorbed(account);

    /// <summary>The same of one row: what stands there from before the account was opened anew is nobody's.</summary>
    public bool AnswersFor(in JournalRow row) => AnswersFor(row.Account) && (row.Account != Account || row.Seq >= BeganSeq);

    /// <summary>The card of that id; null: it does not point here.</summary>
    public Card? CardOf(Guid card)
    {
        for (var i = 0; i < Cards.Count; i++)
            if (Cards[i].Id == card) return Cards[i];
        return null;
    }

    /// <summary>Principal that can be spent: without what is held at <paramref name="now"/> (UTC).</summary>
    public long FreePrincipal(DateTime now) => Principal - Membership.HeldPrincipal(now);

    /// <summary>Bonus that can be spent on <paramref name="date"/>: without what is held at <paramref name="now"/> (UTC).</summary>
    public long FreeBonus(DateOnly date, DateTime now)
    {
        if (Membership.Holds.Count == 0) return BonusLots.UsableOn(date);
        long free = 0;
        foreach (var lot in BonusLots.Span)
            if (lot.IsUsableOn(date)) free += lot.Amount - Membership.HeldBonus(lot.ExpiresOn, now);
        return free;
    }

    /// <summary>Takes in the account's next row.</summary>
    public void Apply(in JournalRow row)
    {
        Invariant.Require(row.Account == Account);
        Invariant.Require(row.PrevSeq == LastSeq && row.Seq > LastSeq);
        LastSeq = row.Seq;

        if (row.Outcome.IsPosted()) ApplyPosted(row);
        else if (row.Outcome == Outcome.WrongPin)
            Membership = Membership with { PinFailures = Membership.PinFailures + 1, PinFailedAt = row.PostedAt };

        Invariant.Require(row.PointsAfter == Points && row.PrincipalAfter == Principal && row.BonusAfter == Bonus);
        Invariant.Require(PointsOwed >= 0 && Points >= -PointsOwed && Principal >= 0 && Bonus >= 0);
        if (Membership.Holds.Count > 0) RequireHoldsCovered(row);
    }

    // What is set aside can be spent by its hold alone: it is there as long as the hold is open, which the row's own time tells.
    private void RequireHoldsCovered(in JournalRow row)
    {
        if (row.Amount < 0 && row.Asset == Asset.Principal) Invariant.Require(Membership.HeldPrincipal(row.PostedAt) <= Principal);
        else if (row.Amount < 0 && row.Asset == Asset.Bonus) RequireHoldsCovered(row.Lot!.Value, row.PostedAt);
        if (row.Detail?.Hold is not { } placed) return;
        Invariant.Require(Membership.HeldPrincipal(row.PostedAt) <= Principal);
        foreach (var lot in placed.Bonus) RequireHoldsCovered(lot.ExpiresOn, row.PostedAt);
    }

    private void RequireHoldsCovered(DateOnly lot, DateTime at) =>
        Invariant.Require(Membership.HeldBonus(lot, at) <= BonusLots.AmountOf(lot));

    private void ApplyPosted(in JournalRow row)
    {
        if (row.Leg == 0)
        {
            if (row.Kind == OperationKind.OpenAccount) (Program, BeganSeq) = (row.Program, BeganSeq == 0 ? 0 : row.Seq);
            if (row.NewCard is { } card) AddCard(card, row);
            if (row.Kind == OperationKind.Warn) Membership = Membership with { Warnings = Membership.Warnings + 1 };
            if (row.Detail is { } detail) ApplyDetail(detail, row);
        }

        Loads = State.Loads.After(Loads, row, Principal, Bonus);
        switch (row.Asset)
        {
            case Asset.Points:
                Points = checked(Points + row.Amount);
                if (row.Lot!.Value == JournalRow.Debt) PointsOwed -= row.Amount;
                else PointsLots.Add(row.Lot.Value, row.Amount, row.LotFrom.GetValueOrDefault());
                Invariant.Require(PointsLots.Total - PointsOwed == Points);
                if (row is { Kind: OperationKind.Redeem, Amount: < 0, Figure: > 0 })
                    PointsSpentAt = new PointsRate((row.Leg == 0 ? 0 : PointsSpentAt.Points) - row.Amount, row.Figure);
                break;
            case Asset.Principal:
                Principal = checked(Principal + row.Amount);
                break;
            case Asset.Bonus:
                Bonus = checked(Bonus + row.Amount);
                BonusLots.Add(row.Lot!.Value, row.Amount);
                Invariant.Require(BonusLots.Total == Bonus);
                break;
            case Asset.None:
                Invariant.Require(row.Amount == 0);
                break;
            default:
                throw new InvariantBrokenException($"Row {row.Seq} of partition {row.Partition} has the unknown asset {row.Asset}.");
        }
    }

    private void AddCard(Guid card, in JournalRow row)
    {
        var facts = row.Detail?.Card;
        var added = new Card(card, row.NewCardLastFour ?? "", facts?.Status ?? CardStatus.Active, facts?.Type ?? "", facts?.ExpiresOn);
        Cards = [.. Cards, added];
    }

    private void ApplyDetail(RowDetail detail, in JournalRow row)
    {
        if (detail.Back?.Extended is { } before) ExtendedLots = before;
        if (detail.Refund?.ExtendedTo is { } extended && !ExtendedLots.Contains(extended))
            ExtendedLots = [.. ExtendedLots.Prepend(extended).Take(ExtendedMax)];
        if (detail.Basket is { PointsWorthMinor: > 0 } basket) PointsSpentAt = new PointsRate(basket.Points, basket.PointsWorthMinor);
        if (detail.Activity is { } counted)
            Activity = (Activity ?? Activity.None).With(counted);
        if (row.Kind == OperationKind.Arrive && detail.Merged is { } merged) TakeOver(merged);
        if (detail.Cards is { } changes)
            Cards = CardsAfter(Cards, changes, row);
        if (detail.Freed is { } freed && Cards.Any(card => freed.Contains(card.Id)))
            Cards = [.. Cards.Where(card => !freed.Contains(card.Id))];
        Membership = MembershipAfter(Membership, detail, row);
        if (detail.Back?.SpentAt is { } rate) PointsSpentAt = rate;
        // A merge takes it along.
        if (row.Kind == OperationKind.Merge) Unsent = null;
        else if (detail.UnsentMinor is { } unsent) Unsent = unsent;
        if (detail.Unopened) Forget();
    }

    private void TakeOver(MergedFacts merged)
    {
        if (merged.Counted is { } counted) Activity = (Activity ?? Activity.None).With(counted);
        if (merged.Extended is { } extended) ExtendedLots = [.. ExtendedLots.Concat(extended.Except(ExtendedLots)).Take(ExtendedMax)];
        Membership = Membership with { Absorbed = [.. (Membership.Absorbed ?? []).Concat(merged.Accounts)] };
    }

    // The rows stay, and with them the number of the newest.
    private void Forget()
    {
        Invariant.Require(Points == 0 && PointsOwed == 0 && Principal == 0 && Bonus == 0);
        (Program, Cards, Membership, Activity) = (0, [], Membership.New, null);
        (PointsSpentAt, Loads, Unsent, ExtendedLots, BeganSeq) = (default, [], null, [], LastSeq);
    }

    private static Card[] CardsAfter(IReadOnlyList<Card> cards, IReadOnlyList<CardChange> changes, in JournalRow row)
    {
        var after = new Card[cards.Count];
        for (var at = 0; at < after.Length; at++)
            after[at] = changes.FirstOrDefault(change => change.Card == cards[at].Id) is { } change
                ? CardAfter(cards[at], change, row) : cards[at];
        return after;
    }

    private static Card CardAfter(Card card, CardChange change, in JournalRow row)
    {
        var closedFrom = change.Status == CardStatus.Void ? ClosedFrom(change, row.Kind) : CardStatus.None;
        return card with
        {
            Status = change.Status,
            LostFrom = LostFromAfter(card, change),
            ExpiresOn = change.ExpiresOn == DateOnly.MaxValue ? null : change.ExpiresOn ?? card.ExpiresOn,
            ClosedFrom = closedFrom,
            ClosedBySeq = closedFrom == CardStatus.None ? 0 : row.Seq,
            BySeq = SetsCards(row.Kind) ? row.Seq : change.BySeq ?? card.BySeq,
        };
    }

    /// <summary>True when an operation of the kind sets what a card is, and not only whether there is value on it.</summary>
    public static bool SetsCards(OperationKind kind) => kind is OperationKind.ReportLoss or OperationKind.FindCard
        or OperationKind.ApproveCard or OperationKind.ReplaceCard or OperationKind.CancelAccount;

    // A lost card that is void for a while is lost again afterwards, and may be found then.
    private static CardStatus LostFromAfter(Card card, CardChange change) => change switch
    {
        { Status: CardStatus.Lost, Was: CardStatus.Active or CardStatus.Waiting } => change.Was,
        { Status: CardStatus.Lost or CardStatus.Void } => card.LostFrom,
        _ => CardStatus.None,
    };

    // A reversal says of a card that closes again what it was; a row of 0.2.0 does not, and most cards are in use.
    private static CardStatus ClosedFrom(CardChange change, OperationKind kind) => kind == OperationKind.Reverse ? change.Was
        : !ClosesWithValue(kind) ? CardStatus.None
        : change.Was == CardStatus.None ? CardStatus.Active : change.Was;

    // These make a card void only because there is nothing on it any more.
    private static bool ClosesWithValue(OperationKind kind) => kind is OperationKind.Debit or OperationKind.Checkout
        or OperationKind.CaptureHold or OperationKind.CashOut or OperationKind.Expire;

    private static Membership MembershipAfter(Membership membership, RowDetail detail, in JournalRow row)
    {
        if (detail.Status is { } status)
            membership = membership with
            {
                Status = status, MergedInto = status == AccountStatus.Merged ? detail.OtherAccount!.Value : 0,
                StatusBySeq = status == membership.Status ? membership.StatusBySeq : row.Seq,
            };
        if (detail.WarningTakenBack) membership = membership with { Warnings = membership.Warnings - 1 };
        if (detail.Follows is { } follows) membership = membership with { Follows = follows };
        var isCounted = detail.Activity is not null && row.Kind is OperationKind.Accrue or OperationKind.Checkout;
        if (isCounted && membership.IsTierNew) membership = membership with { IsTierNew = false };
        if (detail.Tier is { } tier)
            membership = membership with
            {
                IsTierNew = isCounted || (membership.IsTierNew && tier.BySeq == membership.TierBySeq),
                Tier = tier.Tier, TierUntil = tier.Until, NextGrantOn = tier.NextGrantOn, TierSince = tier.Since,
                TierByHand = tier.ByHand, TierFloor = tier.Floor, TierBySeq = tier.BySeq != 0 ? tier.BySeq : row.Seq,
            };
        if (detail.Loaded is { } loaded) membership = membership with { IsLoaded = loaded };
        if (detail.NextGrantOn is { } grant) membership = membership with { NextGrantOn = grant };
        if (detail.Pin is { } pin)
            membership = membership with { Pin = pin, PinSetBySeq = row.Seq, PinFailures = 0, PinTriesBySeq = row.Seq };
        if (detail.PinFailuresEnd) membership = membership with { PinFailures = 0, PinTriesBySeq = row.Seq };
        if (detail.Hold is { } placed) membership = membership with { Holds = [.. membership.Holds, placed] };
        if (detail.HoldLeft is { } left) membership = membership with { Holds = HoldsAfter(membership.Holds, left) };
        if (detail.Freed is not null || detail.Identifiers is not null) membership = NamesAfter(membership, detail, row);
        if (detail.Birthdays is { } birthdays)
            membership = membership with
            {
                Birthdays = birthdays,
                BirthdaysBySeq = row.Kind == OperationKind.Describe ? row.Seq : detail.Back?.BirthdaysBySeq ?? 0,
            };
        if (detail.Overtaken is { } overtaken)
            membership = membership with
            {
                Overtaken = OvertakenAfter(membership.Overtaken ?? [], overtaken),
            };
        return detail.Back is { } back ? MembershipBack(membership, back) : membership;
    }

    // Of a row whose return was reversed in its turn nothing is known.
    private static Overtaken[]? OvertakenAfter(IReadOnlyList<Overtaken> known, Overtaken added)
    {
        var others = known.Where(one => one.Seq != added.Seq);
        Overtaken[] after = [.. (added.IsNothing ? others : others.Prepend(added)).Take(Membership.OvertakenMax)];
        return after.Length > 0 ? after : null;
    }

    private static Membership NamesAfter(Membership membership, RowDetail detail, in JournalRow row)
    {
        var (freed, given) = (detail.Freed ?? [], detail.Identifiers ?? []);
        var gone = membership.Identifiers.Where(held => freed.Contains(held.Id)).ToList();
        if (row.Kind is OperationKind.Describe or OperationKind.CancelAccount or OperationKind.Arrive)
            membership = NamedByAfter(
                membership, [.. gone.Concat(given).Select(one => one.Kind).Distinct().Select(kind => new NamedBy(kind, 0))], row.Seq);
        return membership with { Identifiers = IdentifiersAfter([.. membership.Identifiers.Except(gone)], given) };
    }

    private static Membership NamedByAfter(Membership membership, IReadOnlyList<NamedBy> changed, long seq = 0)
    {
        NamedBy[] after =
        [
            .. (membership.NamedBy ?? []).Where(named => !changed.Any(one => one.Kind == named.Kind)),
            .. changed.Select(one => seq == 0 ? one : one with { BySeq = seq }).Where(one => one.BySeq != 0),
        ];
        return membership with { NamedBy = after.Length > 0 ? [.. after.OrderBy(named => named.Kind)] : null };
    }

    private static Membership MembershipBack(Membership membership, WasFacts back)
    {
        if (back.NamedBy is { } named) membership = NamedByAfter(membership, named);
        if (back.Status is { } status) membership = membership with { Status = status.Status, StatusBySeq = status.BySeq };
        if (back.Pin is { } pin) membership = membership with { Pin = pin.Pin, PinSetBySeq = pin.SetBySeq };
        if (back.Tries is { } tries) membership = membership with { PinFailures = tries.Failures, PinTriesBySeq = tries.EndedBySeq };
        return membership;
    }

    // What is left of a hold goes behind the others; one with nothing left is over.
    private static IReadOnlyList<HoldFacts> HoldsAfter(IReadOnlyList<HoldFacts> holds, HoldFacts left) =>
        [.. holds.Where(hold => hold.Key != left.Key), .. left.LeftMinor > 0 ? [left] : Array.Empty<HoldFacts>()];

    // What is given takes the place of what was of its kind.
    private static IReadOnlyList<NewIdentifier> IdentifiersAfter(
        IReadOnlyList<NewIdentifier> held, IReadOnlyList<NewIdentifier> given) =>
        [.. held.Where(one => !given.Any(other => other.Kind == one.Kind)), .. given];

    /// <summary>A copy that can take rows in without touching this one.</summary>
    public AccountState Clone()
    {
        var copy = new AccountState(Account);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Becomes a copy of <paramref name="other"/>, in the room that is there already.</summary>
    public void CopyFrom(AccountState other)
    {
        Account = other.Account;
        Program = other.Program;
        LastSeq = other.LastSeq;
        BeganSeq = other.BeganSeq;
        Points = other.Points;
        PointsOwed = other.PointsOwed;
        PointsSpentAt = other.PointsSpentAt;
        Loads = other.Loads;
        Unsent = other.Unsent;
        ExtendedLots = other.ExtendedLots;
        Principal = other.Principal;
        Bonus = other.Bonus;
        PointsLots.CopyFrom(other.PointsLots);
        BonusLots.CopyFrom(other.BonusLots);
        Cards = other.Cards;
        Membership = other.Membership;
        Activity = other.Activity;
    }

    /// <summary>
    /// Builds a state from its checkpoint. The balances of points and bonus are the sums of their lots, less points owed.
    /// </summary>
    public static AccountState Restore(
        long account, short program, long lastSeq, long principal, IEnumerable<Lot> points, IEnumerable<Lot> bonus,
        IReadOnlyList<Card> cards,
        Membership? membership = null, Activity? activity = null, long pointsOwed = 0, PointsRate pointsSpentAt = default,
        IReadOnlyList<LoadedBonus>? loads = null, IReadOnlyList<DateOnly>? extended = null, long? unsent = null, long began = 0)
    {
        var state = new AccountState(account)
        {
            Program = program, LastSeq = lastSeq, Principal = principal, PointsOwed = pointsOwed, Cards = cards,
            Membership = membership ?? Membership.New, Activity = activity, PointsSpentAt = pointsSpentAt,
            Loads = loads ?? [], ExtendedLots = extended ?? [], Unsent = unsent,
            BeganSeq = began,
        };
        foreach (var lot in points) state.PointsLots.Add(lot.ExpiresOn, lot.Amount, lot.UsableFrom);
        foreach (var lot in bonus) state.BonusLots.Add(lot.ExpiresOn, lot.Amount);
        state.Points = state.PointsLots.Total - pointsOwed;
        state.Bonus = state.BonusLots.Total;
        return state;
    }
}
