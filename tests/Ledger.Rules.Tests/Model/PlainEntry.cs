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

/// <summary>A top-up that brought bonus: what is left of both, and how much of the bonus has expired.</summary>
internal sealed class PlainLoad(PlainEntry topUp, decimal bonus, DateOnly lastDay)
{
    public PlainEntry TopUp { get; } = topUp;
    public decimal Amount { get; set; } = topUp.Operation.Asked;
    public decimal Bonus { get; set; } = bonus;
    public decimal Expired { get; set; }
    /// <summary>Spent, due with a refund, and not kept back yet.</summary>
    public decimal Owed { get; set; }
    public DateOnly LastDay { get; } = lastDay;
}

/// <summary>What a merged member takes along to the account that stays.</summary>
internal sealed record PlainLuggage(
    IReadOnlyList<long> Accounts, IReadOnlyList<PlainCount> Counts, string Tier, DateOnly TierUntil, DateOnly NextGrant,
    IReadOnlyList<NewIdentifier> Identifiers, IReadOnlyList<DateOnly> Extended);

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
    /// <summary>ReportLoss: the card, and what it was.</summary>
    public (PlainCard Card, CardStatus Was)? Lost { get; set; }
    public bool IsUndone { get; set; }
    public string Facts { get; set; } = "";
    public bool IsPosted => Outcome is Outcome.Posted or Outcome.PostedInPart or Outcome.PostedBefore;

    /// <summary>The answer in words.</summary>
    public string Told => Words.Of(Outcome, Figure,
        Moves.Select(move => (move.Asset, move.Amount, move.Other, move.LastDay, move.FirstDay)), Facts);
}
