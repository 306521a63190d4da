using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Ledger.Server.Partitions;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>Builds the whole receipt a test expects and compares it field by field with the one that came.</summary>
internal static class Expected
{
    /// <summary>
    /// Asserts that <paramref name="receipt"/> is the first answer to <paramref name="operation"/> with exactly these parts; its position
    /// and time must be those of the journal's first row under the key.
    /// </summary>
    public static async Task ReceiptAsync(
        string connection, Operation operation, Receipt receipt, long account, Holdings balances, Transfer[] transfers,
        Outcome outcome = Outcome.Posted, Refusal? refusal = null, long worthMinor = 0, int program = 1, int ruleVersion = 1,
        string timeZone = "Asia/Shanghai")
    {
        await using var session = await Sessions.OpenAsync(connection);
        var (sequence, postedAt, rows) = await session.QuerySingleAsync<(long, DateTime, long)>(
            "SELECT min(seq), min(posted_at), count(*) FROM journal WHERE key = @key", new { key = Keys.Of(operation) });
        var expected = new Receipt
        {
            Key = operation.Key,
            Outcome = outcome,
            Account = account,
            Partition = Router.PartitionOf(account, 4),
            Sequence = sequence,
            Balances = balances,
            Program = program,
            RuleVersion = ruleVersion,
            BusinessDate = DateNumber(BusinessDate(operation, timeZone)),
            PostedAt = Timestamp.FromDateTime(postedAt),
            Replayed = false,
            Refusal = refusal,
            WorthMinor = worthMinor,
            DifferingField = "",
        };
        expected.Transfers.AddRange(transfers);
        Assert.Equal(expected, receipt);
        Assert.Equal(Math.Max(1, transfers.Length), rows);
    }

    /// <summary>What the member gains from one of the ledger's own accounts.</summary>
    public static Transfer Gain(long account, SystemAccount from, Asset asset, long amount, int lot = 0) => new()
    {
        Debit = new Side { System = from }, Credit = new Side { Account = account }, Asset = asset, Amount = amount, Lot = lot,
    };

    /// <summary>What the member gives to one of the ledger's own accounts.</summary>
    public static Transfer Give(long account, SystemAccount to, Asset asset, long amount, int lot = 0) => new()
    {
        Debit = new Side { Account = account }, Credit = new Side { System = to }, Asset = asset, Amount = amount, Lot = lot,
    };

    public static Holdings Holds(long points = 0, long principal = 0, long bonus = 0) =>
        new() { Points = points, PrincipalMinor = principal, BonusMinor = bonus };

    public static DateOnly BusinessDate(Operation operation, string timeZone = "Asia/Shanghai") => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTimeFromUtc(operation.BusinessTime.ToDateTime(), TimeZoneInfo.FindSystemTimeZoneById(timeZone)));

    public static int DateNumber(DateOnly date) =>
        int.Parse(date.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The lot of points earned by the operation under the demo program: the end of next year.</summary>
    public static int PointsLot(Operation operation) => (BusinessDate(operation).Year + 1) * 10_000 + 12_31;

    /// <summary>The lot of bonus given by the operation under the demo program: twelve months on.</summary>
    public static int BonusLot(Operation operation) => DateNumber(BusinessDate(operation).AddMonths(12));

    /// <summary>The receipt as a retry must get it.</summary>
    public static Receipt Replayed(Receipt first)
    {
        var again = first.Clone();
        again.Replayed = true;
        return again;
    }
}
