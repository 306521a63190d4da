using Dapper;
using Npgsql;

namespace Ledger.Server.Journal.Reading;

public sealed record CloseLineRow(int Terminal, short Kind, short Outcome, short Asset, long Count, long Given, long Taken);

/// <summary>Numbers that are missing (<paramref name="Repeats"/> 0), or one that came so often.</summary>
public sealed record SequenceRow(int Terminal, long From, long To, int Repeats);

/// <summary>What a party's postings come to, in minor units and points.</summary>
public sealed record SettlementRow(
    string Party, long Tender, long Principal, long Bonus, long CashOut, long Fees, long Issued, long Redeemed, long Worth);

public sealed record LiabilityRow(short Asset, int FromDays, long Amount);

public sealed record BreakageRow(short Asset, int Month, long Amount);
