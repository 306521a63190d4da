namespace Ledger.Client;

/// <summary>
/// How much a till may take on its own risk while the ledger does not answer: its floor limits. They hold for the operations that are
/// accepted and not answered yet, and for them together.
/// </summary>
/// <remarks>Accruals of purchases, stated points and actions, top-ups and checkouts that take neither points nor stored value can be
/// accepted within the limits; plain debits, redemptions without a reward, and checkouts with points or stored value up to the floor, too.
/// Nothing else is: a hold, payment, transfer or card has to be the ledger's word.
/// <para>The PIN of an accepted operation is not kept, so it is refused later where one is needed: keep the floor below the amount from
/// which the program asks for it. Keep <see cref="AgeMax"/> well below the server's key window, which is 35 days by
/// default.</para></remarks>
public sealed record OfflineLimits
{
    /// <summary>The largest operation, in minor units: what is paid, topped up, debited or in the basket, and what points are
    /// worth.</summary>
    public required long AmountMaxMinor { get; init; }

    /// <summary>All accepted operations without an answer together, in minor units.</summary>
    public required long SumMaxMinor { get; init; }

    /// <summary>How many accepted operations may be without an answer.</summary>
    public required int CountMax { get; init; }

    /// <summary>How old the first accepted operation may be when another one comes, by their business times.</summary>
    public required TimeSpan AgeMax { get; init; }

    /// <summary>The floor: how much of the member's points and stored value one operation may take, in minor units. 0: nothing.</summary>
    public long FloorMinor { get; init; }

    /// <summary>What points are worth, as the program document says in <c>redeem</c>: so many points …</summary>
    public long PointsBlock { get; init; }

    /// <summary>… are worth so much, in minor units. 0: not known to the till, which then accepts no stated points and no spending of
    /// any.</summary>
    public long BlockWorthMinor { get; init; }
}
