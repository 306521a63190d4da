using Grpc.Core;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Authority.Sessions;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Authority.Callers;

/// <summary>Callers need not prove who they are, and may do everything: the server was started so, on loopback.</summary>
internal sealed record OpenDoor(bool IsOpen);

/// <summary>What a connection may do, and who has signed in over it, as of the newest snapshot.</summary>
internal sealed class ConnectionRights(
    FollowingAuthority authority, OpenConnections connections, OpenSessions sessions, OpenDoor door, Limits limits, TimeProvider time)
{
    /// <summary>The policy in force; the one that came with the server, as long as none is known.</summary>
    public PolicyTable Policy => authority.Known?.Policy ?? PolicyDocument.Shipped;

    /// <summary>The session that a call names; null: it names none.</summary>
    public OpenSession? SessionOf(HttpContext call) => door.IsOpen && Caller.Of(call).Credential is null ? null : sessions.Of(call);

    /// <summary>
    /// The rights of whoever has signed in, which uses his session; without a session those of the caller. Null and no problem: everything
    /// is allowed.
    /// </summary>
    public (CallerRights? Rights, Status? Problem) Of(Caller from, OpenSession? session)
    {
        if (session is null || from.Credential is null or { IsServer: true }) return Of(from);
        if (authority.Known is not { } known) return (null, Problems.AuthorityUnknown(limits.RetryDelayMilliseconds));
        if (from.Standing is not OpenConnection) return (null, Problems.NoCredential());
        if (sessions.IsOver(session) || !session.IsOf(from.Credential)) return (null, Problems.SessionEnded());
        var now = time.GetUtcNow().UtcDateTime;
        if (session.Standing is not CallerRights rights || rights.Snapshot != known)
        {
            if (known.WhyNot(from.Credential, now) is { } why) return (null, why);
            if (known.Person(session.Operator) is not { DisabledAt: null } person) return (null, Problems.SessionEnded());
            session.Standing = rights = new CallerRights(known, known.Caller(from.Credential.Caller)!, person);
        }
        session.Use(now);
        return (rights, null);
    }

    /// <summary>What an operator who approves one operation may at a caller; null: he is not there, or disabled.</summary>
    public CallerRights? OfApproval(Credential proved, int approver) =>
        authority.Known is { } known && known.Caller(proved.Caller) is { } caller && known.Person(approver) is { DisabledAt: null } person
            ? CallerRights.OfApproval(known, caller, person) : null;

    /// <summary>The rights of a caller; null and no problem: everything is allowed.</summary>
    public (CallerRights? Rights, Status? Problem) Of(Caller from)
    {
        if (from.Credential is null) return door.IsOpen ? default : (null, Problems.NoCredential());
        if (from.Credential.IsServer) return default;
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
        var (rights, problem) = OnBehalf(call.GetHttpContext())
            ?? Of(Caller.Of(call.GetHttpContext()), SessionOf(call.GetHttpContext()));
        return problem is null ? rights : throw Problems.ToException(problem);
    }

    // Another server asks for a caller of its own: he sees there what he would see here.
    private (CallerRights? Rights, Status? Problem)? OnBehalf(HttpContext call)
    {
        if (Caller.Of(call).Credential is not { IsServer: true }) return null;
        if (Forwarding.OnBehalfOf(call) is not { } caller) return (null, Problems.NoCredential());
        // Whoever is not known here has come a moment ago.
        if (authority.Known is not { } known || known.Caller(caller) is not { } there)
            return (null, Problems.AuthorityUnknown(limits.RetryDelayMilliseconds));
        if (there.RevokedAt is not null) return (null, Problems.NotLetIn("CALLER_REVOKED", $"Caller {caller} is revoked."));
        if (Forwarding.OnBehalfOfOperator(call) is not { } number) return (new CallerRights(known, there), null);
        if (known.Person(number) is not { } person) return (null, Problems.AuthorityUnknown(limits.RetryDelayMilliseconds));
        return person.DisabledAt is null ? (new CallerRights(known, there, person), null) : (null, Problems.SessionEnded());
    }

    /// <summary>True when another server asks for a caller, or for somebody signed in with it, who is not known here.</summary>
    public bool IsAskerUnknown(HttpContext call) => authority.Known is { } known && Forwarding.OnBehalfOf(call) is { } caller
        && (known.Caller(caller) is null || (Forwarding.OnBehalfOfOperator(call) is { } number && known.Person(number) is null));

    /// <summary>Looks who there is.</summary>
    public Task LookAsync(CancellationToken cancellation) => authority.TryLookAsync(cancellation);

    /// <summary>Throws unless a call may be made about what lies there.</summary>
    public void Require(ServerCallContext call, string name, in Place about)
    {
        if (Of(call) is { } rights && !rights.May(name, about)) throw Problems.ToException(Missing(name, about));
    }

    /// <summary>The connection behind a call of a caller who has proved who he is.</summary>
    public OpenConnection ConnectionOf(HttpContext call, Caller from) => connections.Of(call, from);

    /// <summary>
    /// True when nobody knows its key: it may have come a moment ago, by another server. Each connection is looked for once.
    /// </summary>
    public bool IsUnknown(OpenConnection connection) =>
        connection.LookedFor is not { IsCompleted: true } && authority.Known is { } known && known.IsUnknown(connection.Proved);

    /// <summary>Looks whether its key is there by now.</summary>
    public Task LookForAsync(OpenConnection connection)
    {
        lock (connection) return connection.LookedFor ??= authority.TryLookAsync(CancellationToken.None);
    }

    /// <summary>
    /// True when a call names a session that is not known here, or somebody who is not: it may have been made a moment ago, by another
    /// server.
    /// </summary>
    public bool IsSessionToBeLookedFor(HttpContext call) =>
        SessionOf(call) is { } session && (sessions.IsOver(session) || IsNobodyYet(session));

    /// <summary>Looks for it.</summary>
    /// <returns>Why it could not be looked for; null: it was.</returns>
    public async Task<Status?> LookForSessionAsync(HttpContext call, Caller from)
    {
        try
        {
            if (sessions.IsToBeLookedFor(call) && await sessions.LookForAsync(call, from) is { } full) return full;
        }
        catch (Exception)
        {
            // The database is away, or the caller has left; that the table cannot be read is told by the looks at who may do what.
            return Problems.AuthorityUnknown(limits.RetryDelayMilliseconds);
        }
        if (SessionOf(call) is { } session && !sessions.IsOver(session) && IsNobodyYet(session))
            await authority.TryLookAsync(call.RequestAborted);
        return null;
    }

    // While nothing is known at all, everybody is told that at once.
    private bool IsNobodyYet(OpenSession session) => authority.Known is { } known && known.Person(session.Operator) is null;

    /// <summary>Somebody who asks can be told what he may do.</summary>
    public bool AreKnown => door.IsOpen || authority.Known is not null;

    /// <summary>Why a caller's connection is being closed; null: it is not.</summary>
    public static Status? EndedBy(Caller from) => (from.Standing as OpenConnection)?.EndedBy;

    /// <summary>What is told whoever may not make a call.</summary>
    public static Status Missing(string call, in Place about) => Problems.RightMissing($"{call[(call.LastIndexOf('.') + 1)..]} at {about}");
}
