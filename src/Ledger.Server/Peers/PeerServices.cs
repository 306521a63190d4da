using Grpc.AspNetCore.Server.Model;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Authority.Sessions;
using Ledger.Server.Basics;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Partitions;

namespace Ledger.Server.Peers;

internal static class PeerServices
{
    /// <summary>The other servers of the ledger: what is theirs is sent on to them, and what they ask is answered.</summary>
    public static IServiceCollection AddPeers(this IServiceCollection services) => services
        .AddSingleton(of => new PeerChannels(of.GetRequiredService<Limits>(), of.GetService<PeerHandshakes>()))
        .AddSingleton(of => new Owners(
            of.GetRequiredService<Sharing>(), of.GetRequiredService<ServerIdentity>(), of.GetService<PeerHandshakes>() is not null))
        .AddSingleton<IElsewhere>(of => new Lines(
            of.GetRequiredService<Owners>(), of.GetRequiredService<PeerChannels>(), of.GetRequiredService<LedgerDatabase>(),
            of.GetRequiredService<Router>, of.GetRequiredService<Limits>(), of.GetRequiredService<TimeProvider>(),
            of.GetRequiredService<ILogger<Lines>>()))
        .AddSingleton(of => new ReadsElsewhere(
            of.GetRequiredService<Owners>(), of.GetRequiredService<PeerChannels>(), of.GetRequiredService<OpenSessions>(),
            of.GetRequiredService<Limits>(), of.GetRequiredService<TimeProvider>()))
        .AddSingleton(of => new PeerService(
            of.GetRequiredService<JournalQueries>(), of.GetRequiredService<AccountStates>(), of.GetRequiredService<Router>()))
        .AddSingleton<IServiceMethodProvider<PeerService>, PeerMethods>();
}
