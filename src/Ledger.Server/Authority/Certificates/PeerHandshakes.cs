using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Ledger.Server.Authority.Certificates;

/// <summary>
/// How a server connects to another one of the ledger: both show the certificate of a server, which the trust bundle bears out. Under which
/// name they reach each other does not matter.
/// </summary>
internal sealed class PeerHandshakes(ServerCertificates certificates)
{
    /// <summary>For connections to other servers; each takes the certificate and trust that are in use then.</summary>
    public SslClientAuthenticationOptions Options() => new()
    {
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        LocalCertificateSelectionCallback = (_, _, _, _, _) => certificates.Current.Leaf,
        RemoteCertificateValidationCallback = (_, shown, _, _) => shown is X509Certificate2 certificate && IsServer(certificate),
    };

    private bool IsServer(X509Certificate2 shown)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = certificates.Current.PolicyOfCallers();
        return chain.Build(shown) && CallerUri.Read(shown, certificates.Ledger).Credential is { IsServer: true };
    }
}
