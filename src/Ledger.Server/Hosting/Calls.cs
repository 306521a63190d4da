using Grpc.Reflection;
using Ledger.Server.Authority;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Enrolment;
using Ledger.Server.Authority.Persons;
using Ledger.Server.Cards;
using Ledger.Server.Contract;
using Ledger.Server.Intake;
using Ledger.Server.Peers;
using Ledger.Server.Queries;

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
        app.UseOpenCalls();
        app.MapGrpcService<PostingService>();
        app.MapGrpcService<ReadingService>();
        app.MapGrpcService<ReportingService>();
        app.MapGrpcService<CardService>();
        app.MapGrpcService<CatalogueService>();
        app.MapGrpcService<PeerService>();
        app.MapGrpcService<CallerService>();
        app.MapGrpcService<PersonService>();
        app.MapGrpcService<SessionService>();
        if (!settings.Insecure) app.MapGrpcService<EnrolmentService>();
        if (settings.Reflection) app.MapGrpcReflectionService();
    }

    // The library finds the descriptors of services that derive from generated ones; these do not.
    private static IServiceCollection AddReflection(this IServiceCollection services) => services
        .AddSingleton(new ReflectionServiceImpl(ServedContract.Services))
        .AddSingleton(new ReflectionV1ServiceImpl(ServedContract.Services))
        .AddGrpcReflection();
}
