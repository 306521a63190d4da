using System.Data.Common;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Server.Journal.Columns;

/// <summary>Reads journal rows out of a query that selects the columns in the order of row.sql.</summary>
internal static class RowReader
{
    public static async Task<List<JournalRow>> ReadAllAsync(DbDataReader reader, CancellationToken cancellation)
    {
        var rows = new List<JournalRow>();
        while (await reader.ReadAsync(cancellation)) rows.Add(Read(reader));
        return rows;
    }

    public static JournalRow Read(DbDataReader reader) => new()
    {
        Seq = reader.GetInt64(0),
        PrevSeq = reader.GetInt64(1),
        Account = reader.GetInt64(2),
        Amount = reader.GetInt64(3),
        PointsAfter = reader.GetInt64(4),
        PrincipalAfter = reader.GetInt64(5),
        BonusAfter = reader.GetInt64(6),
        Asked = reader.GetInt64(7),
        Figure = reader.GetInt64(8),
        TerminalSeq = reader.GetInt64(9),
        PayloadHash = reader.GetInt64(10),
        BusinessTime = reader.GetDateTime(11),
        PostedAt = reader.GetDateTime(12),
        BusinessDate = reader.GetFieldValue<DateOnly>(13),
        Store = reader.GetInt32(14),
        Terminal = reader.GetInt32(15),
        Operator = reader.GetInt32(16),
        RuleVersion = reader.GetInt32(17),
        Partition = reader.GetInt16(18),
        Program = reader.GetInt16(19),
        Leg = reader.GetInt16(20),
        Asset = (Asset)reader.GetInt16(21),
        Counter = (SystemAccount)reader.GetInt16(22),
        Kind = (OperationKind)reader.GetInt16(23),
        Outcome = (Outcome)reader.GetInt16(24),
        Key = reader.GetGuid(25),
        Lot = reader.IsDBNull(26) ? null : reader.GetFieldValue<DateOnly>(26),
        Card = reader.IsDBNull(27) ? null : reader.GetGuid(27),
        NewCard = reader.IsDBNull(28) ? null : reader.GetGuid(28),
        NewCardLastFour = reader.IsDBNull(29) ? null : reader.GetString(29),
        Reference = reader.IsDBNull(30) ? null : reader.GetString(30),
        Note = reader.IsDBNull(31) ? null : reader.GetString(31),
        Original = reader.IsDBNull(32) ? null : reader.GetGuid(32),
        LotFrom = reader.IsDBNull(33) ? null : reader.GetFieldValue<DateOnly>(33),
        Detail = reader.IsDBNull(34) ? null : DetailJson.Read(reader.GetString(34)),
    };
}
