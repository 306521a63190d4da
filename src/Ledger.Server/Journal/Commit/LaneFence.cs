using Npgsql;
using NpgsqlTypes;

namespace Ledger.Server.Journal.Commit;

/// <summary>
/// What a lane's row says as long as it is this writer's: every statement of the writer asks for it. Raised by
/// <see cref="Committed"/> alone, so what is known is never more than what was told.
/// </summary>
/// <param name="lane">The lane's number over all servers.</param>
/// <param name="instance">The life of the process that took it.</param>
internal sealed class LaneFence(int lane, Guid instance, long epoch, long commitNo)
{
    private long _commitNo = commitNo;

    public int Lane => lane;

    public long Epoch => epoch;

    /// <summary>Commits, take-overs and hand-backs of the lane that this writer was told of.</summary>
    public long CommitNo => Volatile.Read(ref _commitNo);

    /// <summary>A commit or hand-back is durable.</summary>
    public void Committed() => Volatile.Write(ref _commitNo, _commitNo + 1);

    /// <summary>Adds what the statements compare.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<int>("lane", NpgsqlDbType.Integer) { TypedValue = lane });
        parameters.Add(new NpgsqlParameter<Guid>("instance", NpgsqlDbType.Uuid) { TypedValue = instance });
        parameters.Add(new NpgsqlParameter<long>("epoch", NpgsqlDbType.Bigint) { TypedValue = epoch });
        parameters.Add(new NpgsqlParameter<long>("commit_no", NpgsqlDbType.Bigint) { TypedValue = CommitNo });
    }
}
