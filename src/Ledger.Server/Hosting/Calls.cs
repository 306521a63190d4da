using Grpc.Health.V1;
using Grpc.Reflection;
using Ledger.Server.Authority;
using Ledger.Server.Authority.Enrolment;
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
    public static IServiceCollection AddCalls(this IServiceCollection services, Settings settings)
    {
        var limits = settings.Limits;
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = limits.MessageMaxBytes;
            grpc.EnableDetailedErrors = false;
            grpc.Interceptors.Add<Faults>();
        });
        return settings.Reflection ? services.AddReflection() : services;
    }

    public static void MapCalls(this WebApplication app, Settings settings)
    {
        if (!settings.Insecure) app.UseCredentialGate();
        app.UseOpenCalls();
        app.MapGrpcService<PostingService>();
        app.MapGrpcService<ReadingService>();
        app.MapGrpcService<ReportingService>();
        app.MapGrpcService<CardService>();
        app.MapGrpcService<CatalogueService>();
        app.MapGrpcService<PeerService>();
        if (!settings.Insecure) app.MapGrpcService<EnrolmentService>();
        if (settings.Reflection) app.MapGrpcReflectionService();
    }

    // The library finds the descriptors of services that derive from generated ones; these do not.
    private static IServiceCollection AddReflection(this IServiceCollection services)
    {
        ServiceDescriptor[] served =
        [
            .. V1.LedgerReflection.Descriptor.Services, .. V1.EnrolmentReflection.Descriptor.Services,
            .. HealthReflection.Descriptor.Services,
            .. V1Alpha.ReflectionReflection.Descriptor.Services, .. ReflectionV1.ReflectionReflection.Descriptor.Services,
        ];
        return services
            .AddSingleton(new ReflectionServiceImpl(served))
            .AddSingleton(new ReflectionV1ServiceImpl(served))
            .AddGrpcReflection();
    }
}
