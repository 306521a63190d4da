using Google.Protobuf;
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
internal sealed class CallAdmission(ConnectionRights rights, OpenDoor door, ProblemFigures problems)
{
    /// <summary>Lets a call in, or answers it.</summary>
    public Task RunAsync(HttpContext call, RequestDelegate next)
    {
        // By what the call was routed to, and not by how its path is spelt.
        if (call.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method is not { } method) return next(call);
        var from = Caller.Of(call);
        return from.Credential is null && door.IsOpen ? next(call) : AdmitAsync(call, method, from, next);
    }

    private async Task AdmitAsync(HttpContext call, IMethod method, Caller from, RequestDelegate next)
    {
        var name = method.FullName[1..];
        var row = rights.Policy.Call(name);
        if (from.Credential is null)
        {
            if (row?.Rule == CallRule.Anybody) await next(call);
            else Refuse(call, Problems.NoCredential());
            return;
        }
        var (connection, problem) = await rights.EnterAsync(call, from);
        if (row?.Rule != CallRule.Anybody && (problem ?? Missing(from, name, row)) is { } refused)
        {
            Refuse(call, refused);
            return;
        }
        if (method.Type == MethodType.Unary) await next(call);
        else await ConverseAsync(call, connection, next);
    }

    // A conversation ends by itself when its caller is not let in any more.
    private static async Task ConverseAsync(HttpContext call, OpenConnection connection, RequestDelegate next)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(call.RequestAborted, connection.Ended);
        call.RequestAborted = ends.Token;
        await next(call);
    }

    private Status? Missing(Caller from, string name, CallRow? row)
    {
        var (held, problem) = rights.Of(from);
        if (held is null) return problem;
        var isAllowed = row?.Rule switch
        {
            CallRule.AnyCaller => true,
            CallRule.Roles => held.May(name),
            // Of a report: its own call says who may.
            CallRule.ByContent => name.StartsWith("ledger.v1.Reporting/", StringComparison.Ordinal) || held.MayPostAnything,
            _ => false,
        };
        return isAllowed ? null : Problems.RightMissing(name[(name.LastIndexOf('.') + 1)..]);
    }

    // An answer of headers alone, which are trailers too.
    private void Refuse(HttpContext call, Status problem)
    {
        problems.Count(problem.Code);
        call.Response.ContentType = "application/grpc";
        call.Response.Headers["grpc-status"] = ((StatusCode)problem.Code).ToString("D");
        call.Response.Headers["grpc-message"] = Uri.EscapeDataString(problem.Message);
        call.Response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(problem.ToByteArray()).TrimEnd('=');
    }
}
