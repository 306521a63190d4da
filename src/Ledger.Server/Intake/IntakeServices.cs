using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Proving;
using Ledger.Server.Intake.Resolving;

namespace Ledger.Server.Intake;

internal static class IntakeServices
{
    /// <summary>The write side: what is sent in is read, checked and handed to the writer of its account.</summary>
    public static IServiceCollection AddIntake(this IServiceCollection services) => services
        .AddSingleton<PinCheck>()
        .AddSingleton<ILookups, LedgerLookups>()
        .AddSingleton<OperationCheck>()
        .AddSingleton<OperationResolver>()
        .AddSingleton<OperationProof>()
        .AddSingleton<OperationReader>()
        .AddSingleton<PermittedReader>()
        .AddSingleton<PlainReader>()
        .AddSingleton<UnreadOperations>()
        .AddSingleton<Faults>()
        .AddSingleton<OpenBatches>()
        .AddSingleton<OpenStreams>()
        .AddSingleton<UnfinishedMessages>()
        .AddHostedService(all => all.GetRequiredService<OpenStreams>())
        .AddSingleton<PostingService>()
        .AddSingleton<IServiceMethodProvider<PostingService>, PostingMethods>();

    /// <summary>
    /// Lets conversations end with their status when the server stops, has a caller's batches wait their turn before they are read, and
    /// counts what comes of messages that are not whole yet.
    /// </summary>
    public static void UseOpenCalls(this WebApplication app)
    {
        var (streams, batches) = (app.Services.GetRequiredService<OpenStreams>(), app.Services.GetRequiredService<OpenBatches>());
        var unfinished = app.Services.GetRequiredService<UnfinishedMessages>();
        app.Use(next => call => unfinished.RunAsync(call, next));
        // By what the call was routed to, and not by how its path is spelt.
        app.Use(next => call => call.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName switch
        {
            PostingMethods.StreamPath => streams.RunAsync(call, next),
            PostingMethods.BatchPath => batches.RunAsync(call, next),
            _ => next(call),
        });
    }
}
