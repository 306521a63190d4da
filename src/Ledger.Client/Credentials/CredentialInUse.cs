using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ledger.Client.Credentials;

/// <summary>The credential that new connections are made with: read again when its files have changed.</summary>
internal sealed class CredentialInUse
{
    private readonly Lock _lock = new();
    private readonly CredentialFolder _folder;
    private StoredCredential _read;
    private (DateTime, DateTime, DateTime) _stamp;

    /// <exception cref="LedgerCredentialException">There is none that can be read.</exception>
    public CredentialInUse(CredentialFolder folder)
    {
        (_folder, _stamp) = (folder, folder.Stamp);
        _read = folder.Read();
    }

    /// <summary>The newest that could be read: whoever is writing one has not taken the one before away.</summary>
    public StoredCredential Current
    {
        get
        {
            lock (_lock)
            {
                var stamp = _folder.Stamp;
                if (stamp == _stamp) return _read;
                try
                {
                    (_read, _stamp) = (_folder.Read(), stamp);
                }
                catch (LedgerCredentialException)
                {
                    // Looked at again with the next connection.
                }
                return _read;
            }
        }
    }

    /// <summary>Has connections show the credential and trust whom it trusts, whatever the system trusts.</summary>
    public void AddTo(SocketsHttpHandler handler)
    {
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => Current.Certificate;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            IsTrusted(Current.Trust, certificate as X509Certificate2, chain, errors);
    }

    /// <summary>The certificate is one of a server of that name, and leads to one that is trusted.</summary>
    public static bool IsTrusted(X509Certificate2Collection trust, X509Certificate2? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        // Where it leads is looked at here; that it is there and has the server's name is not.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trust);
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        return chain.Build(certificate);
    }
}
