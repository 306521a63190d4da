using System.Collections.Concurrent;
using Ledger.Server.Basics;
using Microsoft.AspNetCore.Connections.Features;

namespace Ledger.Server.Authority.Callers;

/// <summary>The connections of callers that have proved who they are; there are as many as the listener takes.</summary>
internal sealed class OpenConnections(Limits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<Caller, OpenConnection> _open = new();

    /// <summary>The connection behind a call, which is known from its first one on.</summary>
    public OpenConnection Of(HttpContext call, Caller from) => (OpenConnection?)from.Standing ?? Add(call, from);

    /// <summary>Ends those whose caller is not let in any more.</summary>
    public void EndBy(AuthoritySnapshot snapshot)
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var (_, connection) in _open)
        {
            // What was right by the same snapshot can only have come to its end.
            if (connection.SeenBy == snapshot && connection.Proved.NotAfter > now) continue;
            // Whoever came after what was read here is looked for by his first call.
            if (snapshot.IsUnknown(connection.Proved) && connection.LookedFor is not { IsCompleted: true }) continue;
            if (snapshot.WhyNot(connection.Proved, now) is { } why)
                connection.End(why, TimeSpan.FromMilliseconds(limits.RevocationGraceMilliseconds), time);
            else connection.SeenBy = snapshot;
        }
    }

    private OpenConnection Add(HttpContext call, Caller from)
    {
        var lifetime = call.Features.Get<IConnectionLifetimeFeature>()
            ?? throw new InvalidOperationException($"Connection {call.Connection.Id} has no life of its own.");
        var connection = _open.GetOrAdd(from, _ => new OpenConnection(from.Credential!, new CancellationTokenSource(), lifetime.Abort));
        from.Standing = connection;
        lifetime.ConnectionClosed.UnsafeRegister(_ => _open.TryRemove(from, out OpenConnection? _), null);
        return connection;
    }
}
