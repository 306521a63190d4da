using Grpc.AspNetCore.Server.Model;
using Ledger.Server.Basics;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Proving;
using Ledger.Server.Intake.Resolving;

namespace Ledger.Server.Intake;

internal static class IntakeServices
{
    /// <summary>The write side: what is sent in is read, checked and handed to the writer of its account.</summary>
    public static IServiceCollection AddIntake(this IServiceCollection services, byte[] pinPepper, Limits limits) => services
        .AddSingleton(new PinHash(pinPepper, limits.PinIterations))
        .AddSingleton<PinCheck>()
        .AddSingleton<ILookups, LedgerLookups>()
        .AddSingleton<OperationCheck>()
        .AddSingleton<OperationResolver>()
        .AddSingleton<OperationProof>()
        .AddSingleton<OperationReader>()
        .AddSingleton<PlainReader>()
        .AddSingleton<Faults>()
        .AddSingleton<OpenStreams>()
        .AddHostedService(all => all.GetRequiredService<OpenStreams>())
        .AddSingleton<PostingService>()
        .AddSingleton<IServiceMethodProvider<PostingService>, PostingMethods>();

    /// <summary>Lets conversations end with their status when the server stops.</summary>
    public static void UseOpenStreams(this WebApplication app)
    {
        var streams = app.Services.GetRequiredService<OpenStreams>();
        app.Use(next => call => call.Request.Path.Value == PostingMethods.StreamPath ? streams.RunAsync(call, next) : next(call));
    }
}
