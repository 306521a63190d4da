using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Microsoft.AspNetCore.Connections.Features;

namespace Ledger.Server.Authority;

/// <summary>Shows figures over TLS to whoever has a caller's certificate; a listener without TLS others than this machine do not reach.</summary>
internal static class FigureGate
{
    private const string Figures = "/metrics";

    public static void UseFigureGate(this WebApplication app)
    {
        var refusal = Problems.NoCredential();
        app.Use((call, next) =>
        {
            if (IsLetIn(call)) return next(call);
            EarlyAnswer.Give(call, refusal, StatusCodes.Status401Unauthorized);
            return Task.CompletedTask;
        });
    }

    private static bool IsLetIn(HttpContext call) =>
        call.Request.Path != Figures || Caller.Of(call).Credential is not null || call.Features.Get<ITlsHandshakeFeature>() is null;
}
