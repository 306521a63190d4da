using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Ledger.Server.Basics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Ledger.Server.Authority.Certificates;

/// <summary>
/// How connections begin: TLS 1.2 or 1.3 with the certificate that is in use now. A caller may show a certificate; one that does not hold
/// up ends the handshake, one that does is what the connection has proved.
/// </summary>
internal sealed partial class Handshakes(ServerCertificates certificates, TimeProvider time, ILogger<Handshakes> logger)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(1);

    private long _refused;
    private long _toldAt;

    /// <summary>Certificates of callers that did not hold up.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>What one handshake is made with.</summary>
    /// <param name="connection">The connection; what it proves becomes a feature of it (<see cref="Credential"/>).</param>
    /// <param name="protocol">What is spoken on it.</param>
    public SslServerAuthenticationOptions Begin(BaseConnectionContext connection, SslApplicationProtocol protocol)
    {
        var material = certificates.Current;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = material.Certificate,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [protocol],
            // Asked for; the callback lets come who shows none.
            ClientCertificateRequired = true,
            CertificateChainPolicy = material.PolicyOfCallers(),
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsAccepted(connection, certificate, chain, errors),
        };
    }

    private bool IsAccepted(BaseConnectionContext connection, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is null) return true;
        var (credential, fault) = errors == SslPolicyErrors.None && shown is X509Certificate2 certificate
            ? CallerUri.Read(certificate, certificates.Ledger) : (null, FaultOf(chain, errors));
        if (credential is null)
        {
            Count(shown.Subject, fault ?? "");
            return false;
        }
        connection.Features.Set(credential);
        return true;
    }

    private static string FaultOf(X509Chain? chain, SslPolicyErrors errors) => chain is null ? errors.ToString()
        : string.Join(", ", chain.ChainStatus.Select(status => status.Status));

    // A caller that comes back for ever fills no log.
    private void Count(string subject, string fault)
    {
        Interlocked.Increment(ref _refused);
        var (now, last) = (time.GetTimestamp(), Interlocked.Read(ref _toldAt));
        if (last != 0 && time.GetElapsedTime(last, now) < BetweenLines) return;
        if (Interlocked.CompareExchange(ref _toldAt, now, last) == last) LogRefused(logger, subject, fault);
    }

    [LoggerMessage(703, LogLevel.Warning, "A caller's certificate ({Subject}) did not hold up: {Fault}.")]
    private static partial void LogRefused(ILogger logger, string subject, string fault);
}
