using Ledger.Rules.Rows;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Server.Journal.Columns;

/// <summary>The columns of journal rows as append.sql takes them. One commit at a time.</summary>
internal sealed class RowColumns
{
    private readonly ArrayColumns<JournalRow> _columns = new();

    public RowColumns()
    {
        var columns = _columns;
        columns.Add("partition", NpgsqlDbType.Smallint, (in JournalRow row) => row.Partition);
        columns.Add("seq", NpgsqlDbType.Bigint, (in JournalRow row) => row.Seq);
        columns.Add("posted_later", NpgsqlDbType.TimestampTz,
            (in JournalRow row) => row.PostedAt > PostedAt ? row.PostedAt : default(DateTime?));
        columns.Add("prev_seq", NpgsqlDbType.Bigint, (in JournalRow row) => row.PrevSeq);
        columns.Add("account", NpgsqlDbType.Bigint, (in JournalRow row) => row.Account);
        columns.Add("amount", NpgsqlDbType.Bigint, (in JournalRow row) => row.Amount);
        columns.Add("points_after", NpgsqlDbType.Bigint, (in JournalRow row) => row.PointsAfter);
        columns.Add("principal_after", NpgsqlDbType.Bigint, (in JournalRow row) => row.PrincipalAfter);
        columns.Add("bonus_after", NpgsqlDbType.Bigint, (in JournalRow row) => row.BonusAfter);
        columns.Add("asked", NpgsqlDbType.Bigint, (in JournalRow row) => row.Asked);
        columns.Add("figure", NpgsqlDbType.Bigint, (in JournalRow row) => row.Figure);
        columns.Add("terminal_seq", NpgsqlDbType.Bigint, (in JournalRow row) => row.TerminalSeq);
        columns.Add("payload_hash", NpgsqlDbType.Bigint, (in JournalRow row) => row.PayloadHash);
        columns.Add("business_time", NpgsqlDbType.TimestampTz, (in JournalRow row) => row.BusinessTime);
        columns.Add("business_date", NpgsqlDbType.Date, (in JournalRow row) => row.BusinessDate);
        columns.Add("store", NpgsqlDbType.Integer, (in JournalRow row) => row.Store);
        columns.Add("terminal", NpgsqlDbType.Integer, (in JournalRow row) => row.Terminal);
        columns.Add("operator", NpgsqlDbType.Integer, (in JournalRow row) => row.Operator);
        columns.Add("rule_version", NpgsqlDbType.Integer, (in JournalRow row) => row.RuleVersion);
        columns.Add("program", NpgsqlDbType.Smallint, (in JournalRow row) => row.Program);
        columns.Add("leg", NpgsqlDbType.Smallint, (in JournalRow row) => row.Leg);
        columns.Add("asset", NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Asset);
        columns.Add("counter", NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Counter);
        columns.Add("kind", NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Kind);
        columns.Add("outcome", NpgsqlDbType.Smallint, (in JournalRow row) => (short)row.Outcome);
        columns.Add("key", NpgsqlDbType.Uuid, (in JournalRow row) => row.Key);
        columns.Add("lot", NpgsqlDbType.Date, (in JournalRow row) => row.Lot);
        columns.Add("card", NpgsqlDbType.Uuid, (in JournalRow row) => row.Card);
        columns.Add("new_card", NpgsqlDbType.Uuid, (in JournalRow row) => row.NewCard);
        columns.Add("new_card_last_four", NpgsqlDbType.Text, (in JournalRow row) => row.NewCardLastFour);
        columns.Add("reference", NpgsqlDbType.Text, (in JournalRow row) => row.Reference);
        columns.Add("note", NpgsqlDbType.Text, (in JournalRow row) => row.Note);
        columns.Add("original", NpgsqlDbType.Uuid, (in JournalRow row) => row.Original);
        columns.Add("lot_from", NpgsqlDbType.Date, (in JournalRow row) => row.LotFrom);
        columns.Add("detail", NpgsqlDbType.Text, (in JournalRow row) => DetailJson.Write(row.Detail));
    }

    /// <summary>When the rows are posted, UTC, but for those of partitions that stand later.</summary>
    public DateTime PostedAt { get; private set; }

    public void AddTo(NpgsqlParameterCollection parameters) => _columns.AddTo(parameters);

    /// <summary>Encodes the columns of <paramref name="rows"/>, of which there is at least one.</summary>
    public void Fill(ReadOnlySpan<JournalRow> rows)
    {
        PostedAt = rows[0].PostedAt;
        foreach (ref readonly var row in rows)
            if (row.PostedAt < PostedAt) PostedAt = row.PostedAt;
        _columns.Fill(rows);
    }
}
