using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Telemetry;
using Microsoft.AspNetCore.Connections.Features;

namespace Ledger.Server.Authority;

/// <summary>
/// Lets in, by the path and before anything of a call's body is read, whoever has shown a caller's certificate; without one only an
/// enrolment and the question for health. Figures on a listener of their own need none. What servers ask each other no caller may.
/// </summary>
internal static class CredentialGate
{
    private const string Figures = "/metrics";
    private const string Peers = "/ledger.v1.Peers/";

    private static readonly HashSet<string> _open = new(StringComparer.Ordinal)
    {
        "/ledger.v1.Enrolment/Enroll", "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch",
    };

    public static void UseCredentialGate(this WebApplication app)
    {
        var problems = app.Services.GetRequiredService<ProblemFigures>();
        var refusal = Problems.NoCredential();
        app.Use((call, next) =>
        {
            if (IsLetIn(call)) return next(call);
            problems.Count(refusal.Code);
            EarlyAnswer.Give(call, refusal, StatusCodes.Status401Unauthorized);
            return Task.CompletedTask;
        });
    }

    private static bool IsLetIn(HttpContext call)
    {
        var path = call.Request.Path.Value ?? "";
        if (Caller.Of(call).Credential is { } credential)
            return credential.IsServer || !path.StartsWith(Peers, StringComparison.OrdinalIgnoreCase);
        return _open.Contains(path) || (path == Figures && IsPlain(call));
    }

    // A connection without TLS is one of the listener of figures, which others than this machine do not reach.
    private static bool IsPlain(HttpContext call) => call.Features.Get<ITlsHandshakeFeature>() is null;
}
