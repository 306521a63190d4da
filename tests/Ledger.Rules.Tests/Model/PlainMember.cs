using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Earning;
using Ledger.Rules.Program;

namespace Ledger.Rules.Tests.Model;

/// <summary>One gain of points or bonus, kept apart from all others until it is used up.</summary>
internal sealed class PlainGain(DateOnly lastDay, DateOnly firstDay, decimal left)
{
    public DateOnly LastDay { get; } = lastDay;
    public DateOnly FirstDay { get; } = firstDay;
    public decimal Left { get; set; } = left;
}

internal sealed class PlainCard(Guid id, string lastFour, CardType type, CardStatus status, DateOnly lastDay)
{
    public Guid Id { get; } = id;
    public string LastFour { get; } = lastFour;
    public CardType Type { get; } = type;
    public CardStatus Status { get; set; } = status;
    /// <summary>Void because nothing was left on it: what it was before.</summary>
    public CardStatus? ClosedFrom { get; set; }
    /// <summary>What closed it.</summary>
    public PlainEntry? ClosedBy { get; set; }
    /// <summary>What it was when it was lost last.</summary>
    public CardStatus LostFrom { get; set; }
    /// <summary>What was done to it by hand, or with the end of the account; whether there is value on it does not count.</summary>
    public PlainLog<(CardStatus Status, DateOnly LastDay, CardStatus LostFrom)> Set { get; } = new((status, lastDay, default));
    /// <summary><see cref="DateOnly.MaxValue"/>: none.</summary>
    public DateOnly LastDay { get; set; } = lastDay;
}

internal sealed class PlainHold(Guid key, DateTime ends)
{
    public Guid Key { get; } = key;
    public DateTime Ends { get; } = ends;
    public decimal Principal { get; set; }
    public Dictionary<DateOnly, decimal> Bonus { get; } = [];
    public decimal Left => Principal + Bonus.Values.Sum();
}

/// <summary>One purchase, return or gift, as tiers and caps count it.</summary>
internal sealed record PlainCount(DateOnly Date, int Purchases, decimal Spend, decimal Points);

/// <summary>What a member has, kept the slow and obvious way: gains one by one, everything that ever counted, and no sums.</summary>
internal sealed class PlainMember(long number, short program)
{
    public long Number { get; } = number;
    public short Program { get; } = program;
    public AccountStatus Status => StatusSet.Value;
    public PlainLog<AccountStatus> StatusSet { get; } = new(AccountStatus.Active);
    /// <summary>Its opening was undone.</summary>
    public bool IsGone { get; set; }
    public long MergedInto { get; set; }
    /// <summary>Accounts that were merged into this one, and into those before they were.</summary>
    public List<long> Absorbed { get; } = [];
    public int Warnings { get; set; }
    public decimal Principal { get; set; }
    public decimal Owed { get; set; }
    public List<PlainGain> PointGains { get; } = [];
    public List<PlainGain> BonusGains { get; } = [];
    public List<PlainCard> Cards { get; } = [];
    public Dictionary<IdentifierKind, NewIdentifier> Identifiers { get; } = [];
    /// <summary>Of the kinds that were given or removed since the account was opened.</summary>
    public Dictionary<IdentifierKind, PlainLog<NewIdentifier?>> Named { get; } = [];
    public IReadOnlyList<Birthday> Birthdays => BirthdaysSet.Value;
    public PlainLog<IReadOnlyList<Birthday>> BirthdaysSet { get; } = new([]);
    public string Tier { get; set; } = "";
    public DateOnly TierUntil { get; set; } = DateOnly.MaxValue;
    public DateOnly TierSince { get; set; }
    public bool TierByHand { get; set; }
    /// <summary>The operation that set the tier; null: none did.</summary>
    public PlainEntry? TierBy { get; set; }
    /// <summary>Without what was bought: which tier, until when, since when; null: nothing that was bought has raised it.</summary>
    public (string Tier, DateOnly Until, DateOnly Since)? TierFloor { get; set; }
    /// <summary>What was bought last had raised it.</summary>
    public bool IsTierNew { get; set; }
    public bool Loaded { get; set; }
    public DateOnly NextGrant { get; set; } = DateOnly.MaxValue;
    public bool HasPin => PinSet.Value;
    public PlainLog<bool> PinSet { get; } = new(false);
    /// <summary>Wrong PINs, each a null, and what ended their count.</summary>
    public List<PlainEntry?> Tries { get; } = [];
    public int WrongPins => Tries.AsEnumerable().Reverse().TakeWhile(one => one is null).Count();
    public DateTime WrongPinAt { get; set; }
    public List<PlainHold> Holds { get; } = [];
    /// <summary>Last days of lots in which expired value was given back.</summary>
    public List<DateOnly> Extended { get; } = [];
    /// <summary>What came with no bonus and has not left, from the first time on that some had; null: none has.</summary>
    public decimal? Unsent { get; set; }
    /// <summary>The newest top-ups that brought bonus, newest first, and the sum of the older ones.</summary>
    public List<PlainLoad> Loads { get; } = [];
    /// <summary>What points were worth when some were last spent for money's worth; null: none were.</summary>
    public (decimal Points, decimal Worth)? PointsSpentAt { get; set; }
    public List<PlainCount> Counts { get; } = [];

    public decimal Points => PointGains.Sum(gain => gain.Left) - Owed;
    public decimal Bonus => BonusGains.Sum(gain => gain.Left);
    public decimal Stored => Principal + Bonus;
    /// <summary>The ledger's time when the member was last looked at: a hold that has ended by then holds nothing.</summary>
    public DateTime Now { get; set; }

    public IEnumerable<PlainHold> OpenHolds => Holds.Where(hold => hold.Ends > Now);

    public decimal FreePrincipal => Principal - OpenHolds.Sum(hold => hold.Principal);

    public decimal UsablePoints(DateOnly date) =>
        LotsOf(Asset.Points).Where(lot => lot.LastDay >= date && lot.FirstDay <= date).Sum(lot => lot.Amount);

    public decimal FreeBonus(DateOnly date) => LotsOf(Asset.Bonus).Where(lot => lot.LastDay >= date)
        .Sum(lot => lot.Amount - HeldBonus(lot.LastDay));

    public decimal FreeStored(DateOnly date) => FreePrincipal + FreeBonus(date);

    public decimal HeldBonus(DateOnly lastDay) => OpenHolds.Sum(hold => hold.Bonus.GetValueOrDefault(lastDay));

    /// <summary>The gains that go together, earliest expiry first, then earliest use.</summary>
    public IReadOnlyList<(DateOnly LastDay, DateOnly FirstDay, decimal Amount)> LotsOf(Asset asset) =>
    [
        .. (asset == Asset.Points ? PointGains : BonusGains).Where(gain => gain.Left > 0).GroupBy(gain => (gain.LastDay, gain.FirstDay))
            .Select(group => (group.Key.LastDay, group.Key.FirstDay, group.Sum(gain => gain.Left))).Order(),
    ];

    public PlainCard? CardOf(Guid id) => Cards.Find(card => card.Id == id);

    /// <summary>What puts balances and cards back to what they are now.</summary>
    public Action Remembered()
    {
        var (principal, owed) = (Principal, Owed);
        var (points, bonus) = (Copies(PointGains), Copies(BonusGains));
        var cards = Cards.ConvertAll(card => (Card: card, card.Status, card.ClosedFrom, card.LastDay));
        return () =>
        {
            (Principal, Owed) = (principal, owed);
            PointGains.Clear();
            PointGains.AddRange(points);
            BonusGains.Clear();
            BonusGains.AddRange(bonus);
            foreach (var (card, status, closed, lastDay) in cards) (card.Status, card.ClosedFrom, card.LastDay) = (status, closed, lastDay);
        };
    }

    private static List<PlainGain> Copies(List<PlainGain> gains) =>
        gains.ConvertAll(gain => new PlainGain(gain.LastDay, gain.FirstDay, gain.Left));

    public void Give(Asset asset, decimal amount, DateOnly lastDay, DateOnly firstDay)
    {
        if (asset == Asset.Principal) Principal += amount;
        else (asset == Asset.Points ? PointGains : BonusGains).Add(new PlainGain(lastDay, firstDay, amount));
    }

    public void Take(Asset asset, decimal amount, DateOnly lastDay, DateOnly firstDay)
    {
        if (asset == Asset.Principal)
        {
            Principal -= amount;
            if (Principal < 0) throw new InvalidOperationException("The second model takes more principal than there is.");
            return;
        }
        foreach (var gain in (asset == Asset.Points ? PointGains : BonusGains)
            .Where(gain => gain.LastDay == lastDay && gain.FirstDay == firstDay))
        {
            var part = Math.Min(gain.Left, amount);
            gain.Left -= part;
            amount -= part;
        }
        if (amount != 0) throw new InvalidOperationException("The second model takes more than is in a lot.");
        (asset == Asset.Points ? PointGains : BonusGains).RemoveAll(gain => gain.Left == 0);
    }
}
