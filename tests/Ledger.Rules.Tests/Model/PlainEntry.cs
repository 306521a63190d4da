using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Earning;
using Ledger.Rules.Program;
using Ledger.Rules.State;
using Ledger.Rules.Time;

namespace Ledger.Rules.Tests.Model;

/// <summary>What moved: positive to the member. <see cref="LastDay"/> <see cref="DateOnly.MinValue"/> stands for points owed.</summary>
internal sealed class PlainMove(Asset asset, decimal amount, SystemAccount other, DateOnly lastDay, DateOnly firstDay)
{
    public Asset Asset { get; } = asset;
    public decimal Amount { get; } = amount;
    public SystemAccount Other { get; } = other;
    public DateOnly LastDay { get; } = lastDay;
    public DateOnly FirstDay { get; } = firstDay;
    public bool IsDebt => Asset == Asset.Points && LastDay == DateOnly.MinValue;
    /// <summary>How much of it refunds have undone so far.</summary>
    public decimal Undone { get; set; }
    public decimal Left => Math.Abs(Amount) - Undone;
}

/// <summary>A basket as it was sold, and what has come back of it.</summary>
internal sealed class PlainBasket(IReadOnlyList<CheckoutLine> lines, decimal[] due)
{
    public IReadOnlyList<CheckoutLine> Lines { get; } = lines;
    public decimal[] Due { get; } = due;
    public decimal[] Back { get; } = new decimal[due.Length];
    /// <summary>Lines that were named by a return: what cost nothing can be told to have come back by this alone.</summary>
    public HashSet<int> Named { get; } = [];
    public decimal Points { get; init; }
    public decimal Worth { get; init; }
    public decimal Stored { get; init; }
    public decimal Bonus { get; init; }
    public decimal Rest { get; init; }
    public decimal Earned { get; set; }
    public string Tier { get; init; } = "";
    public bool CardEarns { get; init; } = true;
    public IReadOnlyList<Birthday> Birthdays { get; init; } = [];
    public decimal DayBefore { get; init; }
    // What of each way of paying has been given back, and what was taken back of the points.
    public decimal WorthBack { get; set; }
    public decimal StoredBack { get; set; }
    public decimal BonusBack { get; set; }
    public decimal RestBack { get; set; }
    public decimal EarnedBack { get; set; }
    public decimal DueLeft => Due.Sum() - Back.Sum();
}

/// <summary>
/// A top-up that brought bonus: what is left of both, and how much of the bonus has expired; or several, the oldest ones.
/// </summary>
internal sealed class PlainLoad(PlainEntry? topUp, decimal amount, decimal bonus, DateOnly lastDay)
{
    public PlainEntry? TopUp { get; } = topUp;
    public bool IsSum => TopUp is null;
    public decimal Amount { get; set; } = amount;
    public decimal Bonus { get; set; } = bonus;
    public decimal Expired { get; set; }
    /// <summary>Spent, due with a refund, and not kept back yet.</summary>
    public decimal Owed { get; set; }
    public DateOnly LastDay { get; private init; } = lastDay;
    /// <summary>Of the amount: spent before principal came to an account that had none, and by what that came.</summary>
    public decimal Spent { get; set; }
    public PlainEntry? SpentBy { get; set; }
    /// <summary>How many were answered before it; -1: it came with an account that was merged.</summary>
    public int Number { get; set; } = topUp?.Number ?? -1;
    public decimal There => Amount - Spent;
    public bool IsTied => Owed > 0 || Bonus > Expired || Bonus == 0;

    public PlainLoad Copy() => (PlainLoad)MemberwiseClone();

    public bool IsLike(PlainLoad other) => (Amount, Bonus, Expired, Owed, LastDay, Spent, SpentBy, Number)
        == (other.Amount, other.Bonus, other.Expired, other.Owed, other.LastDay, other.Spent, other.SpentBy, other.Number);

    public static PlainLoad SumOf(IReadOnlyList<PlainLoad> loads)
    {
        var sum = new PlainLoad(null, loads.Sum(load => load.Amount), loads.Sum(load => load.Bonus), loads.Max(load => load.LastDay))
        {
            Expired = loads.Sum(load => load.Expired), Owed = loads.Sum(load => load.Owed), Spent = loads.Sum(load => load.Spent),
            Number = loads.Min(load => load.Number),
        };
        foreach (var load in loads.Reverse())
            if (load.SpentBy is { } by
                && !(sum.SpentBy is { } older && by.Member.Number == older.Member.Number && by.Number < older.Number))
                sum.SpentBy = by;
        return sum;
    }
}

/// <summary>By how much something changed a load, and less of it that was.</summary>
internal sealed record PlainPart(
    PlainLoad Load, decimal Amount = 0, decimal Bonus = 0, decimal Expired = 0, decimal Owed = 0, decimal Spent = 0)
{
    public void AddTo(PlainLoad load, int times)
    {
        load.Amount = Math.Max(0, load.Amount + times * Amount);
        load.Bonus = Math.Max(0, load.Bonus + times * Bonus);
        load.Expired = Math.Max(0, load.Expired + times * Expired);
        load.Owed += times * Owed;
        load.Spent = Math.Clamp(load.Spent + times * Spent, 0, load.Amount);
    }
}

/// <summary>What a merged member takes along to the account that stays.</summary>
internal sealed record PlainLuggage(
    IReadOnlyList<long> Accounts, IReadOnlyList<PlainCount> Counts, PlainTier Tier,
    IReadOnlyList<NewIdentifier> Identifiers, IReadOnlyList<DateOnly> Extended);

/// <summary>A member's tier and all that goes with it, at some moment.</summary>
internal sealed record PlainTier(string Tier, DateOnly Until, DateOnly NextGrant, DateOnly Since, PlainEntry? By,
    (string Tier, DateOnly Until, DateOnly Since)? Floor, bool ByHand = false);

/// <summary>One operation that was answered, with all that later ones may ask of it.</summary>
internal sealed class PlainEntry(Operation operation, PlainMember member, ProgramRules rules)
{
    public Operation Operation { get; } = operation;
    public PlainMember Member { get; } = member;
    public ProgramRules Rules { get; } = rules;
    public Outcome Outcome { get; set; }
    public decimal Figure { get; set; }
    public List<PlainMove> Moves { get; } = [];
    public PlainBasket? Basket { get; set; }
    /// <summary>How many refunds of it there were, what they missed of points and netted for that.</summary>
    public int Parts { get; set; }
    public decimal Short { get; set; }
    public decimal Netted { get; set; }
    public bool IsReversed { get; set; }
    /// <summary>Top-up: of its bonus what was found spent, and kept back for that.</summary>
    public decimal BonusShort { get; set; }
    public decimal BonusNetted { get; set; }
    /// <summary>Merge: the top-ups that went along.</summary>
    public IReadOnlyList<PlainLoad> Loads { get; set; } = [];
    /// <summary>Merge: what was known of principal without bonus that had not left; null: nothing.</summary>
    public decimal? UnsentBrought { get; set; }
    /// <summary>Merge: what went along beside balances; null: nothing, the account had been merged before.</summary>
    public PlainLuggage? Luggage { get; set; }
    /// <summary>In the original's unit, what refunds gave back so far.</summary>
    public decimal Refunded { get; set; }
    /// <summary>Redemption: of its worth, what came back so far.</summary>
    public decimal WorthBack { get; set; }
    /// <summary>Top-up: of its bonus, what refunds were to take back so far.</summary>
    public decimal BonusDue { get; set; }
    /// <summary>Merge: it ended the account, which was not merged before.</summary>
    public bool Ended { get; set; }
    /// <summary>Merge: the cards that it made void, as they were.</summary>
    public IReadOnlyList<(PlainCard Card, CardStatus Was)> Voided { get; set; } = [];
    public bool IsUndone { get; set; }
    /// <summary>It counts for tiers or caps.</summary>
    public bool Counted { get; set; }
    /// <summary>How many were answered before it.</summary>
    public int Number { get; init; }
    /// <summary>The tier it raised, as it was before; null: it raised none.</summary>
    public PlainTier? TierBefore { get; set; }
    /// <summary>A top-up onto a card that takes one only.</summary>
    public bool LoadedOnce { get; set; }
    // What it changed, as it was before, and which operation had left it so; null: it did not change it.
    public PlainHold? HoldBefore { get; set; }
    /// <summary>Capture, checkout from a hold: what was taken of what the hold had set aside.</summary>
    public PlainHold? HoldTaken { get; set; }
    /// <summary>CaptureHold: nothing was held afterwards.</summary>
    public bool EndedHold { get; set; }
    /// <summary>SetTier, Refund: the tier as it left it.</summary>
    public PlainTier? TierAfter { get; set; }
    /// <summary>It was undone when the tier had been moved again.</summary>
    public bool IsTierStruck { get; set; }
    /// <summary>When a monthly bonus was due after it had moved the tier.</summary>
    public DateOnly GrantAfter { get; set; }
    /// <summary>The cards it changed: as they were, and as it left them.</summary>
    public List<(PlainCard Card, CardStatus Was, DateOnly WasUntil, CardStatus Left, DateOnly Until)> CardsBefore { get; } = [];
    /// <summary>Refund: what it is a refund of, and by how much it changed what is kept of that.</summary>
    public PlainEntry? Of { get; set; }
    public decimal[] Difference { get; set; } = [];
    /// <summary>Refund of a top-up that brought bonus: what it took from what is known of that.</summary>
    public PlainPart? LoadBack { get; set; }
    /// <summary>And what that was before, where it was known by itself; how much of the bonus was there.</summary>
    public (PlainLoad Load, decimal Taken)? LoadWas { get; set; }
    /// <summary>What it made of top-ups with bonus: a pay-out what it paid of them, a return what of them is there again.</summary>
    public List<PlainPart> LoadsPaid { get; set; } = [];
    /// <summary>Pay-out, refund of a top-up: what it paid of principal that no bonus had come with.</summary>
    public decimal? PaidWithoutBonus { get; set; }
    public PlainCount? CountedBack { get; set; }
    public decimal WorthTold { get; set; }
    public decimal RestTold { get; set; }
    public decimal NettedTold { get; set; }
    /// <summary>Refund: the card can be loaded again.</summary>
    public bool UnloadedOnce { get; set; }
    /// <summary>TopUp: what was known of top-ups before, where it spent them or added the oldest up; and what it made of those.</summary>
    public IReadOnlyList<(PlainLoad Load, PlainLoad Was)> LoadsKnown { get; set; } = [];
    public PlainLoad? LoadsSum { get; set; }
    /// <summary>What points had been worth, and what they were made worth, where that is something else.</summary>
    public ((decimal Points, decimal Worth)? Before, (decimal Points, decimal Worth) Since)? SpentBefore { get; set; }
    /// <summary>Refund: the last day of a lot that it extended, which no other had.</summary>
    public DateOnly? Extended { get; set; }
    /// <summary>What the member was found by, kind by kind, before it and after it.</summary>
    public List<(IdentifierKind Kind, NewIdentifier? Before, NewIdentifier? After)> Names { get; } = [];
    /// <summary>Refund: the stored value before it.</summary>
    public decimal StoredBefore { get; set; }
    /// <summary>ReplaceCard: what the till took.</summary>
    public decimal Fee { get; set; }
    /// <summary>All that was left of it has come back once.</summary>
    public bool WasUndone { get; set; }
    public string Facts { get; set; } = "";
    public bool IsPosted => Outcome is Outcome.Posted or Outcome.PostedInPart or Outcome.PostedBefore;

    /// <summary>All that refunds of it have brought back so far, figure by figure.</summary>
    public decimal[] Back
    {
        get => [Refunded, WorthBack, BonusDue, Short, Netted, .. Moves.Select(move => move.Undone), .. Basket is { } sold
            ? sold.Back.Concat([sold.WorthBack, sold.StoredBack, sold.BonusBack, sold.RestBack, sold.EarnedBack]) : []];
        set
        {
            (Refunded, WorthBack, BonusDue, Short, Netted) = (value[0], value[1], value[2], value[3], value[4]);
            for (var move = 0; move < Moves.Count; move++) Moves[move].Undone = value[5 + move];
            if (Basket is not { } sold) return;
            var rest = value[(5 + Moves.Count)..];
            for (var line = 0; line < sold.Back.Length; line++) sold.Back[line] = rest[line];
            rest = rest[sold.Back.Length..];
            (sold.WorthBack, sold.StoredBack, sold.BonusBack, sold.RestBack, sold.EarnedBack) = (rest[0], rest[1], rest[2], rest[3],
                rest[4]);
        }
    }

    /// <summary>The answer in words.</summary>
    public string Told => Words.Of(Outcome, Figure,
        Moves.Select(move => (move.Asset, move.Amount, move.Other, move.LastDay, move.FirstDay)), Facts);
}
