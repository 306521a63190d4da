using Ledger.Rules.Rows;
using NpgsqlTypes;

namespace Ledger.Server.Journal.Columns;

/// <summary>The columns of journal rows as the append statement takes them.</summary>
internal static class RowColumns
{
    /// <summary>In the order of append.sql from $7 on.</summary>
    public static ArrayColumns<JournalRow> Make()
    {
        var columns = new ArrayColumns<JournalRow>();
        columns.Add(NpgsqlDbType.Bigint, (in JournalRow row) => row.PrevSeq);
        columns.Add(NpgsqlDbType.Bigint, (in JournalRow row) => row.Account);
        columns.Add(NpgsqlDbType.Bigint, (in JournalRow row) => row.Amount);
        columns.Add(NpgsqlDbType.Bigint, (in JournalRow row) => row.PointsAfter);
        columns.Add(NpgsqlDbType.Bigint, (in JournalRow row) => row.PrincipalAfter);
        columns.Add(NpgsqlDbType.Bigint, (in JournalRow row) => row.BonusAfter);
        columns.Add(NpgsqlDbType.Bigint, (in JournalRow row) => row.Asked);
        columns.Add(NpgsqlDbType.Bigint, (in JournalRow row) => row.Figure);
        columns.Add(NpgsqlDbType.Bigint, (in JournalRow row) => row.TerminalSeq);
        columns.Add(NpgsqlDbType.Bigint, (in JournalRow row) => row.PayloadHash);
        columns.Add(NpgsqlDbType.TimestampTz, (in JournalRow row) => row.BusinessTime);
        columns.Add(NpgsqlDbType.Date, (in JournalRow row) => row.BusinessDate);
        columns.Add(NpgsqlDbType.Integer, (in JournalRow row) => row.Store);
        columns.Add(NpgsqlDbType.Integer, (in JournalRow row) => row.Terminal);
        columns.Add(NpgsqlDbType.Integer, (in JournalRow row) => row.Operator);
        columns.Add(NpgsqlDbType.Integer, (in JournalRow row) => row.RuleVersion);
        columns.Add(NpgsqlDbType.Smallint, (in JournalRow row) => row.Program);
        columns.Add(NpgsqlDbType.Smallint, (in JournalRow row) => row.Leg);
        columns.Add(NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Asset);
        columns.Add(NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Counter);
        columns.Add(NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Kind);
        columns.Add(NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Outcome);
        columns.Add(NpgsqlDbType.Uuid, (in JournalRow row) => row.Key);
        columns.Add(NpgsqlDbType.Date, (in JournalRow row) => row.Lot);
        columns.Add(NpgsqlDbType.Uuid, (in JournalRow row) => row.Card);
        columns.Add(NpgsqlDbType.Uuid, (in JournalRow row) => row.NewCard);
        columns.Add(NpgsqlDbType.Text, (in JournalRow row) => row.NewCardLastFour);
        columns.Add(NpgsqlDbType.Text, (in JournalRow row) => row.Reference);
        columns.Add(NpgsqlDbType.Text, (in JournalRow row) => row.Note);
        columns.Add(NpgsqlDbType.Uuid, (in JournalRow row) => row.Original);
        columns.Add(NpgsqlDbType.Date, (in JournalRow row) => row.LotFrom);
        columns.Add(NpgsqlDbType.Text, (in JournalRow row) => DetailJson.Write(row.Detail));
        return columns;
    }
}
