using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake;
using Ledger.Server.Queries;

namespace Ledger.Server.Hosting;

/// <summary>The gRPC services of the contract, as they are served.</summary>
internal static class Calls
{
    public static IServiceCollection AddCalls(this IServiceCollection services, Limits limits)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = limits.MessageMaxBytes;
            grpc.EnableDetailedErrors = false;
            grpc.Interceptors.Add<Faults>();
        });
        return services;
    }

    public static void MapCalls(this WebApplication app)
    {
        app.MapGrpcService<PostingService>();
        app.MapGrpcService<ReadingService>();
        app.MapGrpcService<ReportingService>();
        app.MapGrpcService<CardService>();
    }
}
