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
    private readonly ArrayColumns<AccountState> _columns = new();
    private readonly List<AccountState> _states = [];
    private readonly AccountDetailBuffer _detail = new();

    public CheckpointColumns()
    {
        _columns.Add("account", NpgsqlDbType.Bigint, (in AccountState state) => state.Account);
        _columns.Add("program", NpgsqlDbType.Smallint, (in AccountState state) => state.Program);
        _columns.Add("last_seq", NpgsqlDbType.Bigint, (in AccountState state) => state.LastSeq);
        _columns.Add("points", NpgsqlDbType.Bigint, (in AccountState state) => state.Points);
        _columns.Add("principal", NpgsqlDbType.Bigint, (in AccountState state) => state.Principal);
        _columns.Add("bonus", NpgsqlDbType.Bigint, (in AccountState state) => state.Bonus);
        _columns.Add("detail", NpgsqlDbType.Text, (in AccountState state) => _detail.Write(state));
        _columns.Add("due_on", NpgsqlDbType.Date, (in AccountState state) => Due.Next(state));
        _columns.Add("hold_until", NpgsqlDbType.TimestampTz, (in AccountState state) => Due.NextHold(state));
    }

    /// <summary>Adds what <paramref name="states"/> hold as parameters, to be sent before this object is used again.</summary>
    public void Add(IReadOnlyCollection<AccountState> states, NpgsqlParameterCollection parameters)
    {
        _states.AddRange(states);
        // One order for all writers: two that meet on the same accounts wait for each other, never in a circle.
        _states.Sort(static (one, other) => one.Account.CompareTo(other.Account));
        _columns.Fill(CollectionsMarshal.AsSpan(_states));
        _states.Clear();
        _columns.AddTo(parameters);
    }
}
