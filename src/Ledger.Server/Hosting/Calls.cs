using Grpc.Health.V1;
using Grpc.Reflection;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Intake;
using Ledger.Server.Peers;
using Ledger.Server.Queries;
using ReflectionV1 = Grpc.Reflection.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;
using V1Alpha = Grpc.Reflection.V1Alpha;

namespace Ledger.Server.Hosting;

/// <summary>The gRPC services of the contract, as they are served.</summary>
internal static class Calls
{
    public static IServiceCollection AddCalls(this IServiceCollection services, Limits limits, bool hasReflection)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = limits.MessageMaxBytes;
            grpc.EnableDetailedErrors = false;
            grpc.Interceptors.Add<Faults>();
        });
        return hasReflection ? services.AddReflection() : services;
    }

    public static void MapCalls(this WebApplication app, bool hasReflection)
    {
        app.UseOpenCalls();
        app.MapGrpcService<PostingService>();
        app.MapGrpcService<ReadingService>();
        app.MapGrpcService<ReportingService>();
        app.MapGrpcService<CardService>();
        app.MapGrpcService<CatalogueService>();
        app.MapGrpcService<PeerService>();
        if (hasReflection) app.MapGrpcReflectionService();
    }

    // The library finds the descriptors of services that derive from generated ones; these do not.
    private static IServiceCollection AddReflection(this IServiceCollection services)
    {
        ServiceDescriptor[] served =
        [
            .. V1.LedgerReflection.Descriptor.Services, .. HealthReflection.Descriptor.Services,
            .. V1Alpha.ReflectionReflection.Descriptor.Services, .. ReflectionV1.ReflectionReflection.Descriptor.Services,
        ];
        return services
            .AddSingleton(new ReflectionServiceImpl(served))
            .AddSingleton(new ReflectionV1ServiceImpl(served))
            .AddGrpcReflection();
    }
}
