namespace Ledger.Server.Authority.Certificates;

internal static class CertificateServices
{
    /// <summary>The server's certificate, whom it trusts, and how connections begin.</summary>
    public static IServiceCollection AddCertificates(this IServiceCollection services, ServerCertificates certificates) => services
        .AddSingleton(certificates)
        .AddSingleton<Handshakes>()
        .AddSingleton<PeerHandshakes>()
        .AddSingleton<CertificateFigures>()
        .AddHostedService<CertificateWatch>();
}
