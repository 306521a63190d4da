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
        _columns.Add(NpgsqlDbType.Bigint, (in AccountState state) => state.Account);
        _columns.Add(NpgsqlDbType.Smallint, (in AccountState state) => state.Program);
        _columns.Add(NpgsqlDbType.Bigint, (in AccountState state) => state.LastSeq);
        _columns.Add(NpgsqlDbType.Bigint, (in AccountState state) => state.Points);
        _columns.Add(NpgsqlDbType.Bigint, (in AccountState state) => state.Principal);
        _columns.Add(NpgsqlDbType.Bigint, (in AccountState state) => state.Bonus);
        _columns.Add(NpgsqlDbType.Text, (in AccountState state) => _detail.Write(state));
        _columns.Add(NpgsqlDbType.Date, (in AccountState state) => Due.Next(state));
        _columns.Add(NpgsqlDbType.TimestampTz, (in AccountState state) => Due.NextHold(state));
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
