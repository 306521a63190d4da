using Ledger.Server.Authority.Callers;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Telemetry;
using Microsoft.AspNetCore.Connections.Features;

namespace Ledger.Server.Authority;

/// <summary>Shows figures over TLS to callers of the ledger; a listener without TLS others than this machine do not reach.</summary>
internal static class FigureGate
{
    public static void UseFigureGate(this WebApplication app)
    {
        var (rights, refusal) = (app.Services.GetRequiredService<ConnectionRights>(), Problems.NoCredential());
        app.Use((call, next) =>
        {
            if (IsLetIn(call, rights)) return next(call);
            EarlyAnswer.Give(call, refusal, StatusCodes.Status401Unauthorized);
            return Task.CompletedTask;
        });
    }

    private static bool IsLetIn(HttpContext call, ConnectionRights rights)
    {
        var isFigures = call.GetEndpoint()?.Metadata.GetMetadata<FiguresPage>() is not null;
        if (!isFigures || call.Features.Get<ITlsHandshakeFeature>() is null) return true;
        var from = Caller.Of(call);
        if (from.Credential is null or { IsServer: true }) return false;
        rights.ConnectionOf(call, from);
        return rights.Of(from).Problem is null;
    }
}
