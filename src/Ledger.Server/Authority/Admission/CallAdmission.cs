using System.Collections.Concurrent;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Telemetry;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Authority.Admission;

/// <summary>
/// Whether whoever makes a call may make it at all, found out by its path alone: of what is refused here not a byte has been read. What the
/// call is about is looked at where that is known.
/// </summary>
internal sealed class CallAdmission(ConnectionRights rights, OpenDoor door, ProblemFigures problems, TimeProvider time)
{
    // What a server sends on for whoever it has looked at.
    private static readonly HashSet<string> _sentOn = new(StringComparer.Ordinal)
    {
        "ledger.v1.Posting/Post", "ledger.v1.Posting/PostBatch", "ledger.v1.Reading/GetBalances", "ledger.v1.Reading/GetExpiring",
        "ledger.v1.Reading/GetStatement", "ledger.v1.Reading/GetQuote", "ledger.v1.Cards/GetCard",
    };

    private static readonly ConcurrentDictionary<string, string> _names = new();

    /// <summary>Lets a call in, or answers it.</summary>
    public Task RunAsync(HttpContext call, RequestDelegate next)
    {
        // By what the call was routed to, and not by how its path is spelt.
        if (call.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method is not { } method) return next(call);
        var from = Caller.Of(call);
        if (from.Credential is null && door.IsOpen) return next(call);
        var name = _names.GetOrAdd(method.FullName, static path => path[1..]);
        var entry = new Entry(call, method.Type, name, rights.Policy.Call(name), from, next);
        if (from.Credential is { IsServer: true } server)
            return !MayServer(entry, server) ? Refuse(call, Problems.NoCredential())
                : rights.IsAskerUnknown(call) ? LookAndGoOnAsync(call, next) : next(call);
        if (from.Credential is not null) return EnterAsync(entry);
        return entry.IsForAnybody ? next(call) : Refuse(call, Problems.NoCredential());
    }

    // A server asks what servers ask, and sends on; it is no caller of its own, and no longer a server than its certificate holds.
    private bool MayServer(in Entry entry, Credential server) => entry.IsForAnybody
        || (server.NotAfter > time.GetUtcNow().UtcDateTime
            && (entry.Row?.Rule == CallRule.Servers || (Forwarding.Is(entry.Call) && _sentOn.Contains(entry.Name))));

    private Task EnterAsync(in Entry entry)
    {
        var connection = rights.ConnectionOf(entry.Call, entry.From);
        return (connection.Rights is null && rights.IsUnknown(connection)) || rights.IsSessionToBeLookedFor(entry.Call)
            ? LookAndAdmitAsync(entry, connection) : AdmitAsync(entry, connection);
    }

    // Whoever it is asked for has come a moment ago, to the other server.
    private async Task LookAndGoOnAsync(HttpContext call, RequestDelegate next)
    {
        await rights.LookAsync(call.RequestAborted);
        await next(call);
    }

    private async Task LookAndAdmitAsync(Entry entry, OpenConnection connection)
    {
        if (connection.Rights is null && rights.IsUnknown(connection)) await rights.LookForAsync(connection);
        if (await rights.LookForSessionAsync(entry.Call, entry.From) is { } problem) await Refuse(entry.Call, problem);
        else await AdmitAsync(entry, connection);
    }

    private Task AdmitAsync(in Entry entry, OpenConnection connection)
    {
        if (!entry.IsForAnybody && (connection.EndedBy ?? Missing(entry)) is { } refused) return Refuse(entry.Call, refused);
        return entry.Type == MethodType.Unary ? entry.Next(entry.Call) : ConverseAsync(entry.Call, connection, entry.Next);
    }

    // A conversation ends by itself when its caller is not let in any more.
    private static async Task ConverseAsync(HttpContext call, OpenConnection connection, RequestDelegate next)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(call.RequestAborted, connection.Ended);
        call.RequestAborted = ends.Token;
        await next(call);
    }

    private Status? Missing(in Entry entry)
    {
        var (held, problem) = rights.Of(entry.From, rights.SessionOf(entry.Call));
        if (held is null) return problem;
        var isAllowed = entry.Row?.Rule switch
        {
            CallRule.AnyCaller => true,
            CallRule.Roles => held.May(entry.Name),
            // Of a report: its own call says who may.
            CallRule.ByContent => entry.Name.StartsWith("ledger.v1.Reporting/", StringComparison.Ordinal) || held.MayPostAnything,
            _ => false,
        };
        if (isAllowed) return null;
        var right = entry.Name[(entry.Name.LastIndexOf('.') + 1)..];
        return held.WaitsForSomebody(0, entry.Name, null) ? Problems.SessionNeeded(right) : Problems.RightMissing(right);
    }

    private Task Refuse(HttpContext call, Status problem)
    {
        problems.Count(problem.Code);
        EarlyAnswer.Give(call, problem, StatusCodes.Status401Unauthorized);
        return Task.CompletedTask;
    }

    private readonly record struct Entry(
        HttpContext Call, MethodType Type, string Name, CallRow? Row, Caller From, RequestDelegate Next)
    {
        public bool IsForAnybody => Row?.Rule == CallRule.Anybody;
    }
}
