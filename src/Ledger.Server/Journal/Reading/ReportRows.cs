using Dapper;
using Npgsql;

namespace Ledger.Server.Journal.Reading;

public sealed record CloseLineRow(int Terminal, short Kind, short Outcome, short Asset, long Count, long Given, long Taken);

/// <summary>Numbers that are missing (<paramref name="Repeats"/> 0), or one that came so often.</summary>
public sealed record SequenceRow(int Terminal, long From, long To, int Repeats);

/// <summary>What a party's postings come to, in minor units and points.</summary>
/// <param name="Late">0, or the business month (year * 100 + month) to which they belong and for which they came too late.</param>
/// <param name="Kept">Of the fees those that are the party's own.</param>
/// <param name="Netted">What refunds kept back for points that were spent.</param>
public sealed record SettlementRow(
    string Party, int Late, long Tender, long Principal, long Bonus, long CashOut, long Fees, long Kept, long Issued, long Redeemed,
    long Worth, long Netted)
{
    /// <summary>What headquarters owes the party; below zero: the party owes it.</summary>
    public long Net => Principal + Bonus + Worth + CashOut + Kept - Tender - Netted;
}

public sealed record LiabilityRow(short Asset, int FromDays, long Amount);

public sealed record BreakageRow(short Asset, int Month, long Amount);
