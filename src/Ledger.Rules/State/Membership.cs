using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Rules.State;

/// <summary>
/// What an account knows beside its balances, lots and cards, and what seldom changes. Immutable: copies of a state share it, a change
/// replaces it as a whole.
/// </summary>
public sealed record Membership
{
    public static readonly Membership New = new();

    /// <summary>A merge that would bring more comes back.</summary>
    public const int AbsorbedMax = 100;

    /// <summary>Older ones are forgotten.</summary>
    public const int OvertakenMax = 20;

    public AccountStatus Status { get; init; } = AccountStatus.Active;
    /// <summary>The row that changed the status last; 0: none did, or a server of 0.2.0 wrote the checkpoint.</summary>
    public long StatusBySeq { get; init; }
    /// <summary>The account that stays, when this one is merged; otherwise 0.</summary>
    public long MergedInto { get; init; }
    /// <summary>
    /// Merged, and the account that stays answers for what was done here. False of an account that 0.2.0 has merged: what returns bring it
    /// stays here until it is merged again.
    /// </summary>
    public bool Follows { get; init; }
    /// <summary>Accounts that were merged into this one, at most <see cref="AbsorbedMax"/>; null: none.</summary>
    public IReadOnlyList<long>? Absorbed { get; init; }
    public int Warnings { get; init; }
    /// <summary>The tier's code; empty: the program's first.</summary>
    public string Tier { get; init; } = "";
    /// <summary>The last day of the tier's window; <see cref="DateOnly.MaxValue"/>: kept.</summary>
    public DateOnly TierUntil { get; init; } = DateOnly.MaxValue;
    /// <summary>
    /// The business date on which the tier was given, reached or last reviewed: what was done up to it does not keep the tier at the review
    /// that ends its window. <see cref="DateOnly.MinValue"/>: nothing is known of it.
    /// </summary>
    public DateOnly TierSince { get; init; }
    /// <summary>A person gave the tier: purchases do not move it until it is reviewed.</summary>
    public bool TierByHand { get; init; }
    /// <summary>The row that set the tier; 0: none did.</summary>
    public long TierBySeq { get; init; }
    /// <summary>A purchase set the tier, and nothing that counts has been done since.</summary>
    public bool IsTierNew { get; init; }
    /// <summary>Where the member would be without what was bought; null: purchases have not raised the tier.</summary>
    public TierFloor? TierFloor { get; init; }
    /// <summary>A card that can be loaded once has been.</summary>
    public bool IsLoaded { get; init; }
    /// <summary>When a monthly bonus is due; <see cref="DateOnly.MaxValue"/>: never.</summary>
    public DateOnly NextGrantOn { get; init; } = DateOnly.MaxValue;
    public PinFacts? Pin { get; init; }
    /// <summary>The row that set the PIN; 0: none did.</summary>
    public long PinSetBySeq { get; init; }
    /// <summary>Wrong PINs since the last right one, and when the last of them was typed.</summary>
    public int PinFailures { get; init; }
    /// <summary>The row that last ended the count of wrong PINs, or set a PIN; 0: none did.</summary>
    public long PinTriesBySeq { get; init; }
    public DateTime PinFailedAt { get; init; }
    public IReadOnlyList<HoldFacts> Holds { get; init; } = [];
    public IReadOnlyList<NewIdentifier> Identifiers { get; init; } = [];
    /// <summary>Which rows gave or removed identifiers of these kinds; null: none since the account was opened.</summary>
    public IReadOnlyList<NamedBy>? NamedBy { get; init; }
    public IReadOnlyList<Birthday> Birthdays { get; init; } = [];
    /// <summary>The row that gave the birthdays; 0: they are those of the opening.</summary>
    public long BirthdaysBySeq { get; init; }
    /// <summary>
    /// Changes that were reversed after others had come, newest reversal first, at most <see cref="OvertakenMax"/>; null: none.
    /// </summary>
    public IReadOnlyList<Overtaken>? Overtaken { get; init; }

    /// <summary>True when that account was merged into this one, or into one that was.</summary>
    public bool HasAbsorbed(long account)
    {
        for (var i = 0; i < Absorbed?.Count; i++)
            if (Absorbed[i] == account) return true;
        return false;
    }

    /// <summary>All that a row which moves the tier changes, as it is now.</summary>
    public TierFacts TierNow => new(Tier, TierUntil, NextGrantOn)
    {
        Since = TierSince, ByHand = TierByHand, Floor = TierFloor, BySeq = TierBySeq,
    };

    /// <summary>The change that a row had made, if it was reversed after another one had come; otherwise null.</summary>
    public Overtaken? OvertakenOf(long seq)
    {
        if (seq == 0) return null;
        for (var i = 0; i < Overtaken?.Count; i++)
            if (Overtaken[i].Seq == seq) return Overtaken[i];
        return null;
    }

    /// <summary>The row that last gave or removed the identifier of a kind; 0: none since the account was opened.</summary>
    public long NamedBySeq(IdentifierKind kind)
    {
        for (var i = 0; i < NamedBy?.Count; i++)
            if (NamedBy[i].Kind == kind) return NamedBy[i].BySeq;
        return 0;
    }

    public StatusWas StatusNow => new(Status, StatusBySeq);

    public TriesWas TriesNow => new(PinFailures, PinTriesBySeq);

    /// <summary>True when a hold is open at <paramref name="now"/> (UTC): from its end on it holds nothing, tidied up or not.</summary>
    public bool HasOpenHolds(DateTime now) => OpenHolds(now) > 0;

    /// <summary>How many holds are open at <paramref name="now"/> (UTC).</summary>
    public int OpenHolds(DateTime now)
    {
        var open = 0;
        for (var i = 0; i < Holds.Count; i++)
            if (Holds[i].IsOpen(now)) open++;
        return open;
    }

    /// <summary>Principal that holds which are open at <paramref name="now"/> (UTC) set aside, in minor units.</summary>
    public long HeldPrincipal(DateTime now)
    {
        long held = 0;
        for (var i = 0; i < Holds.Count; i++)
            if (Holds[i].IsOpen(now)) held += Holds[i].PrincipalMinor;
        return held;
    }

    /// <summary>
    /// What holds which are open at <paramref name="now"/> (UTC) set aside of the bonus lot of that last day, in minor units.
    /// </summary>
    public long HeldBonus(DateOnly expiresOn, DateTime now)
    {
        long held = 0;
        for (var i = 0; i < Holds.Count; i++)
        {
            if (!Holds[i].IsOpen(now)) continue;
            foreach (var lot in Holds[i].Bonus)
                if (lot.ExpiresOn == expiresOn) held += lot.Amount;
        }
        return held;
    }

    public HoldFacts? HoldOf(Guid key)
    {
        for (var i = 0; i < Holds.Count; i++)
            if (Holds[i].Key == key) return Holds[i];
        return null;
    }
}
