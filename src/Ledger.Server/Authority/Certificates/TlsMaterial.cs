using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ledger.Server.Basics;

namespace Ledger.Server.Authority.Certificates;

/// <summary>What handshakes are made with until the files change: the server's certificate, and whom callers' must come from.</summary>
internal sealed class TlsMaterial
{
    private readonly X509ChainPolicy _ofCallers;

    private TlsMaterial(X509Certificate2Collection certificates, X509Certificate2 withKey, X509Certificate2Collection trust)
    {
        Leaf = withKey;
        Trust = trust;
        // What is sent along; it is not looked for elsewhere.
        Certificate = SslStreamCertificateContext.Create(withKey, [.. certificates.Skip(1)], offline: true);
        _ofCallers = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true,
        };
        _ofCallers.ApplicationPolicy.Add(new Oid(OwnAuthority.ClientUse));
        // Other servers are likely to have the same issuer.
        foreach (var one in certificates.Skip(1)) _ofCallers.ExtraStore.Add(one);
        foreach (var one in trust)
            (IsSelfSigned(one) ? _ofCallers.CustomTrustStore : _ofCallers.ExtraStore).Add(one);
    }

    /// <summary>The server's certificate with its key and what is sent along.</summary>
    public SslStreamCertificateContext Certificate { get; }

    /// <summary>The server's certificate.</summary>
    public X509Certificate2 Leaf { get; }

    /// <summary>The trust bundle.</summary>
    public X509Certificate2Collection Trust { get; }

    /// <summary>When the server's certificate ends, UTC.</summary>
    public DateTime NotAfter => Leaf.NotAfter.ToUniversalTime();

    /// <summary>SHA-256 of the server's public key (SubjectPublicKeyInfo) in hexadecimal digits, by which a device can know it.</summary>
    public string Fingerprint => Convert.ToHexString(SHA256.HashData(Leaf.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>How a caller's chain is looked at; nothing is downloaded for it.</summary>
    public X509ChainPolicy PolicyOfCallers() => _ofCallers.Clone();

    /// <summary>Reads the texts of the files.</summary>
    /// <param name="now">UTC.</param>
    /// <exception cref="CertificateRefusedException">They are not what they should be; the message says which.</exception>
    public static TlsMaterial Load(AuthorityFiles files, TlsTexts texts, DateTime now)
    {
        var certificates = Read(files.ServerCertificate, texts.Certificate);
        var trust = Read(files.TrustBundle, texts.Trust);
        if (!trust.Any(IsSelfSigned))
            throw new CertificateRefusedException($"{files.TrustBundle} has no certificate that signs itself: it leads to no root.");
        X509Certificate2 pair;
        try
        {
            pair = X509Certificate2.CreateFromPem(texts.Certificate, texts.Key);
        }
        catch (Exception reason) when (reason is CryptographicException or ArgumentException)
        {
            throw new CertificateRefusedException($"{files.ServerKey} is not the key of {files.ServerCertificate}.");
        }
        var (begins, ends) = (pair.NotBefore.ToUniversalTime(), pair.NotAfter.ToUniversalTime());
        if (now < begins || now > ends)
            throw new CertificateRefusedException($"{files.ServerCertificate} holds from {begins:u} to {ends:u} only.");
        return new TlsMaterial(certificates, pair, trust);
    }

    private static X509Certificate2Collection Read(string file, string text)
    {
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            read.Clear();
        }
        return read.Count > 0 ? read : throw new CertificateRefusedException($"{file} has no certificate that can be read.");
    }

    private static bool IsSelfSigned(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}

/// <summary>The three files as they are at one moment.</summary>
internal sealed record TlsTexts(string Certificate, string Key, string Trust)
{
    /// <exception cref="SecretRefusedException">The key is open to others than its owner.</exception>
    public static TlsTexts Read(AuthorityFiles files)
    {
        SecretFile.RefuseOpen(files.ServerKey, "server's key");
        return new TlsTexts(
            File.ReadAllText(files.ServerCertificate), File.ReadAllText(files.ServerKey), File.ReadAllText(files.TrustBundle));
    }
}

/// <summary>Certificates that cannot be used; the message names the file.</summary>
public sealed class CertificateRefusedException(string message) : Exception(message);
