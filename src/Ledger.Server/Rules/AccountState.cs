namespace Ledger.Server.Rules;

/// <summary>A card that points at an account.</summary>
public readonly record struct Card(Guid Id, string LastFour, CardStatus Status);

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
    public long Points { get; private set; }
    public long Principal { get; private set; }
    public long Bonus { get; private set; }
    public Lots PointsLots { get; } = new();
    public Lots BonusLots { get; } = new();
    /// <summary>Replaced as a whole when it changes, never written in place: copies of a state share it.</summary>
    public IReadOnlyList<Card> Cards { get; private set; } = [];

    public bool IsOpen => Program != 0;

    /// <summary>True when <paramref name="card"/> points at this account and can be used.</summary>
    public bool HasActiveCard(Guid card)
    {
        foreach (var held in Cards)
            if (held.Id == card) return held.Status == CardStatus.Active;
        return false;
    }

    /// <summary>Takes in the account's next row.</summary>
    public void Apply(in JournalRow row)
    {
        Invariant.Require(row.Account == Account);
        Invariant.Require(row.PrevSeq == LastSeq && row.Seq > LastSeq);
        LastSeq = row.Seq;

        if (row.Outcome.IsPosted()) ApplyPosted(row);

        Invariant.Require(row.PointsAfter == Points && row.PrincipalAfter == Principal && row.BonusAfter == Bonus);
        Invariant.Require(Points >= 0 && Principal >= 0 && Bonus >= 0);
    }

    private void ApplyPosted(in JournalRow row)
    {
        if (row.Leg == 0 && row.Kind == OperationKind.OpenAccount) Program = row.Program;
        if (row.Leg == 0 && row.NewCard is { } card)
            Cards = [.. Cards, new Card(card, row.NewCardLastFour ?? "", CardStatus.Active)];

        switch (row.Asset)
        {
            case Asset.Points:
                Points = checked(Points + row.Amount);
                PointsLots.Add(row.Lot!.Value, row.Amount);
                break;
            case Asset.Principal:
                Principal = checked(Principal + row.Amount);
                break;
            case Asset.Bonus:
                Bonus = checked(Bonus + row.Amount);
                BonusLots.Add(row.Lot!.Value, row.Amount);
                break;
            case Asset.None:
                Invariant.Require(row.Amount == 0);
                break;
            default:
                throw new InvariantBrokenException($"Row {row.Seq} of partition {row.Partition} has the unknown asset {row.Asset}.");
        }
    }

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
        Points = other.Points;
        Principal = other.Principal;
        Bonus = other.Bonus;
        PointsLots.CopyFrom(other.PointsLots);
        BonusLots.CopyFrom(other.BonusLots);
        Cards = other.Cards;
    }

    /// <summary>Builds a state from its checkpoint. The balances of points and bonus are the sums of their lots.</summary>
    public static AccountState Restore(
        long account, short program, long lastSeq, long principal, IEnumerable<Lot> points, IEnumerable<Lot> bonus, IReadOnlyList<Card> cards)
    {
        var state = new AccountState(account) { Program = program, LastSeq = lastSeq, Principal = principal, Cards = cards };
        foreach (var lot in points) state.PointsLots.Add(lot.ExpiresOn, lot.Amount);
        foreach (var lot in bonus) state.BonusLots.Add(lot.ExpiresOn, lot.Amount);
        state.Points = state.PointsLots.Total;
        state.Bonus = state.BonusLots.Total;
        return state;
    }
}
