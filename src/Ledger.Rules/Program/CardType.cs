using System.Globalization;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Program;

/// <summary>What cards of a type can do.</summary>
public sealed record CardType(string Code, string Name)
{
    public static readonly CardType Member = new("member", "Member");

    public bool Earns { get; init; } = true;
    public bool Loads { get; init; } = true;
    public bool Spends { get; init; } = true;
    /// <summary>Top-ups bring the program's bonus.</summary>
    public bool TopUpBonus { get; init; } = true;
    /// <summary>Can be loaded more than once.</summary>
    public bool Reload { get; init; } = true;
    /// <summary>What is on it can be had in money.</summary>
    public bool CashOut { get; init; } = true;
    /// <summary>Takes the discounts of members and of the tier.</summary>
    public bool MemberPrices { get; init; } = true;
    /// <summary>Takes what other members send.</summary>
    public bool TransfersIn { get; init; } = true;
    /// <summary>Waits for approval, and needs a reason.</summary>
    public bool NeedsApproval { get; init; }
    public Validity Validity { get; init; } = Validity.Unlimited;
    /// <summary>Is void once a spending has brought the stored value to zero.</summary>
    public bool ClosesAtZero { get; init; }
    /// <summary>What is left on it after its last day goes to breakage.</summary>
    public bool ForfeitsAtExpiry { get; init; }

    /// <summary>
    /// What a lost card of the type is once it is found: what it was. A loss of 0.2.0 does not say (<see cref="CardStatus.None"/>): one that
    /// can wait for approval waits for another.
    /// </summary>
    public CardStatus StatusWhenFound(CardStatus was) =>
        was != CardStatus.None ? was : NeedsApproval ? CardStatus.Waiting : CardStatus.Active;
}
