using Grpc.Core;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Authority.Callers;

/// <summary>Callers need not prove who they are, and may do everything: the server was started so, on loopback.</summary>
internal sealed record OpenDoor(bool IsOpen);

/// <summary>What a connection may do, as of the newest snapshot.</summary>
internal sealed class ConnectionRights(
    FollowingAuthority authority, OpenConnections connections, OpenDoor door, Limits limits, TimeProvider time)
{
    /// <summary>The policy in force; the one that came with the server, as long as none is known.</summary>
    public PolicyTable Policy => authority.Known?.Policy ?? PolicyDocument.Shipped;

    /// <summary>The rights of a caller; null and no problem: everything is allowed.</summary>
    public (CallerRights? Rights, Status? Problem) Of(Caller from)
    {
        if (from.Credential is null) return door.IsOpen ? default : (null, Problems.NoCredential());
        if (authority.Known is not { } known) return (null, Problems.AuthorityUnknown(limits.RetryDelayMilliseconds));
        if (from.Standing is not OpenConnection connection) return (null, Problems.NoCredential());
        if (connection.Rights is { } rights && rights.Snapshot == known) return (rights, null);
        var now = time.GetUtcNow().UtcDateTime;
        if (known.WhyNot(from.Credential, now) is { } why) return (null, why);
        return (connection.Rights = known.RightsOf(from.Credential, now), null);
    }

    /// <summary>The same of whoever makes a call. Throws the problem; null: everything is allowed.</summary>
    public CallerRights? Of(ServerCallContext call)
    {
        var (rights, problem) = Of(Caller.Of(call.GetHttpContext()));
        return problem is null ? rights : throw Problems.ToException(problem);
    }

    /// <summary>Throws unless a call may be made about what lies there.</summary>
    public void Require(ServerCallContext call, string name, in Place about)
    {
        if (Of(call) is { } rights && !rights.May(name, about)) throw Problems.ToException(Missing(name, about));
    }

    /// <summary>
    /// The connection behind a call of a caller who has proved who he is, and whether he is let in. A key that is not known yet may have
    /// come a moment ago, by another server: it is asked for once.
    /// </summary>
    public async Task<(OpenConnection Connection, Status? Problem)> EnterAsync(HttpContext call, Caller from)
    {
        var connection = connections.Of(call, from);
        if (connection.EndedBy is { } ended) return (connection, ended);
        if (connection.Rights is null && authority.Known?.IsUnknown(from.Credential!) == true)
            await authority.TryLookAsync(call.RequestAborted);
        return (connection, Of(from).Problem);
    }

    /// <summary>Why a caller's connection is being closed; null: it is not.</summary>
    public static Status? EndedBy(Caller from) => (from.Standing as OpenConnection)?.EndedBy;

    /// <summary>What is told whoever may not make a call.</summary>
    public static Status Missing(string call, in Place about) => Problems.RightMissing($"{call[(call.LastIndexOf('.') + 1)..]} at {about}");
}
