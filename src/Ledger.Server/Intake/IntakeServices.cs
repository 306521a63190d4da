using Grpc.AspNetCore.Server.Model;
using Ledger.Server.Basics;
using Ledger.Server.Partitions;

namespace Ledger.Server.Intake;

internal static class IntakeServices
{
    /// <summary>The write side: what is sent in is read, checked and handed to the writer of its account.</summary>
    public static IServiceCollection AddIntake(this IServiceCollection services, byte[] pinPepper, Limits limits) => services
        .AddSingleton(all => new AccountStates(all.GetRequiredService<Router>().Hand))
        .AddSingleton(new PinHash(pinPepper, limits.PinIterations))
        .AddSingleton<PinCheck>()
        .AddSingleton<OperationReader>()
        .AddSingleton<PlainReader>()
        .AddSingleton<Faults>()
        .AddSingleton<PostingService>()
        .AddSingleton<IServiceMethodProvider<PostingService>, PostingMethods>();
}
