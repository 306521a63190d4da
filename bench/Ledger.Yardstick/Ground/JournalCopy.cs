using Ledger.Rules.Rows;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Yardstick.Ground;

/// <summary>Writes journal rows by binary COPY, in the order of the table's columns.</summary>
internal static class JournalCopy
{
    private const string Command =
        """
        COPY journal (
          seq, prev_seq, account, amount, points_after, principal_after, bonus_after, asked, figure, terminal_seq, payload_hash,
          business_time, posted_at, business_date, store, terminal, operator, rule_version, partition, program, leg, asset, counter,
          kind, outcome, key, lot, card, new_card, new_card_last_four, reference, note) FROM STDIN (FORMAT binary)
        """;

    /// <summary>Starts a COPY; it is one transaction, committed by <see cref="NpgsqlBinaryImporter.Complete"/>.</summary>
    public static NpgsqlBinaryImporter Begin(NpgsqlConnection connection)
    {
        var importer = connection.BeginBinaryImport(Command);
        importer.Timeout = TimeSpan.Zero;
        return importer;
    }

    public static void Write(NpgsqlBinaryImporter to, in JournalRow row)
    {
        to.StartRow();
        foreach (var number in (ReadOnlySpan<long>)
        [
            row.Seq, row.PrevSeq, row.Account, row.Amount, row.PointsAfter, row.PrincipalAfter, row.BonusAfter, row.Asked, row.Figure,
            row.TerminalSeq, row.PayloadHash,
        ])
            to.Write(number, NpgsqlDbType.Bigint);
        to.Write(row.BusinessTime, NpgsqlDbType.TimestampTz);
        to.Write(row.PostedAt, NpgsqlDbType.TimestampTz);
        to.Write(row.BusinessDate, NpgsqlDbType.Date);
        foreach (var number in (ReadOnlySpan<int>)[row.Store, row.Terminal, row.Operator, row.RuleVersion])
            to.Write(number, NpgsqlDbType.Integer);
        foreach (var number in (ReadOnlySpan<short>)
            [row.Partition, row.Program, row.Leg, (short)row.Asset, (short)row.Counter, (short)row.Kind, (short)row.Outcome])
            to.Write(number, NpgsqlDbType.Smallint);
        to.Write(row.Key, NpgsqlDbType.Uuid);
        if (row.Lot is { } lot) to.Write(lot, NpgsqlDbType.Date);
        else to.WriteNull();
        // card, new_card, new_card_last_four, reference, note: the yardstick's traffic has none of them.
        for (var column = 0; column < 5; column++) to.WriteNull();
    }
}
