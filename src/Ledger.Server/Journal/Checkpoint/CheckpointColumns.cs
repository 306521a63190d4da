using System.Runtime.InteropServices;
using Ledger.Rules.State;
using Ledger.Rules.Time;
using Ledger.Server.Journal.Columns;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.Server.Journal.Checkpoint;

/// <summary>The columns of a checkpoint as checkpoint_accounts.sql takes them. One checkpoint at a time.</summary>
internal sealed class CheckpointColumns
{
    private readonly ArrayColumns<Row> _columns = new();
    private readonly List<Row> _rows = [];
    private readonly AccountDetailBuffer _detail = new();

    public CheckpointColumns()
    {
        _columns.Add("partition", NpgsqlDbType.Smallint, (in Row row) => row.Partition);
        _columns.Add("account", NpgsqlDbType.Bigint, (in Row row) => row.State.Account);
        _columns.Add("program", NpgsqlDbType.Smallint, (in Row row) => row.State.Program);
        _columns.Add("last_seq", NpgsqlDbType.Bigint, (in Row row) => row.State.LastSeq);
        _columns.Add("points", NpgsqlDbType.Bigint, (in Row row) => row.State.Points);
        _columns.Add("principal", NpgsqlDbType.Bigint, (in Row row) => row.State.Principal);
        _columns.Add("bonus", NpgsqlDbType.Bigint, (in Row row) => row.State.Bonus);
        _columns.Add("detail", NpgsqlDbType.Text, (in Row row) => _detail.Write(row.State));
        _columns.Add("due_on", NpgsqlDbType.Date, (in Row row) => Due.Next(row.State));
        _columns.Add("hold_until", NpgsqlDbType.TimestampTz, (in Row row) => Due.NextHold(row.State));
    }

    /// <summary>Adds what the states hold as parameters, to be sent before this object is used again.</summary>
    public void Add(IReadOnlyList<PartitionCheckpoint> partitions, NpgsqlParameterCollection parameters)
    {
        foreach (var partition in partitions)
            foreach (var state in partition.States) _rows.Add(new Row(partition.Partition, state));
        // One order for all writers: two that meet on the same accounts wait for each other, never in a circle.
        _rows.Sort(static (one, other) => one.State.Account.CompareTo(other.State.Account));
        _columns.Fill(CollectionsMarshal.AsSpan(_rows));
        _rows.Clear();
        _columns.AddTo(parameters);
    }

    private readonly record struct Row(short Partition, AccountState State);
}
