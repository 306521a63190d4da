using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ledger.Server.Basics;

namespace Ledger.Server.Authority.Certificates;

/// <summary>
/// The ledger's own certificate authority: a key on P-256 in the data folder, which signs servers and callers of this ledger.
/// </summary>
internal sealed class OwnAuthority : ICertificateIssuer
{
    /// <summary>What a server's certificate is for.</summary>
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";
    /// <summary>What a caller's is for, and a server's to other servers.</summary>
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";
    private const int Years = 10;

    private readonly Guid _ledger;
    private readonly X509Certificate2 _certificate;
    private readonly X509SignatureGenerator _signature;
    // A key signs for one at a time.
    private readonly Lock _turn = new();

    private OwnAuthority(Guid ledger, X509Certificate2 certificate, ECDsa key)
    {
        (_ledger, _certificate) = (ledger, certificate);
        _signature = X509SignatureGenerator.CreateForECDsa(key);
    }

    public IReadOnlyList<X509Certificate2> Chain => [_certificate];

    public DateTime NotAfter => _certificate.NotAfter.ToUniversalTime();

    /// <summary>The authority of the data folder; null: there is none.</summary>
    /// <exception cref="SecretRefusedException">Its key is open to others, or key and certificate are no pair.</exception>
    public static OwnAuthority? Read(AuthorityFiles files, Guid ledger)
    {
        if (!File.Exists(files.OwnAuthority) || !File.Exists(files.OwnAuthorityKey)) return null;
        SecretFile.RefuseOpen(files.OwnAuthorityKey, "certificate authority's key");
        try
        {
            var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(files.OwnAuthorityKey));
            var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(files.OwnAuthority));
            // Fails unless they are a pair.
            certificate.CopyWithPrivateKey(key).Dispose();
            return new OwnAuthority(ledger, certificate, key);
        }
        catch (Exception reason) when (reason is CryptographicException or ArgumentException)
        {
            throw new SecretRefusedException(
                $"{files.OwnAuthority} and {files.OwnAuthorityKey} are no certificate with its key: {reason.Message}");
        }
    }

    /// <summary>
    /// The same, made where there is none. Of servers that make one at once in the same folder one is faster, and its counts.
    /// </summary>
    public static OwnAuthority ReadOrMake(AuthorityFiles files, Guid ledger, DateTime now)
    {
        // The key first: whoever finds it alone goes on with it.
        using (var made = ECDsa.Create(ECCurve.NamedCurves.nistP256))
            SecretFile.MakeUnlessThere(files.OwnAuthorityKey, Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem()));
        if (!File.Exists(files.OwnAuthority))
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(files.OwnAuthorityKey));
            SecretFile.MakeUnlessThere(files.OwnAuthority, Encoding.ASCII.GetBytes(SelfSigned(key, ledger, now)));
        }
        return Read(files, ledger)!;
    }

    public X509Certificate2 Issue(CallerRequest request, CertificateFacts facts)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(CallerUri.Of(_ledger, facts.Caller)));
        return Sign($"CN=caller {facts.Caller}", request.Key, names, [ClientUse], facts.Serial, facts.NotBefore, facts.NotAfter);
    }

    /// <summary>A server's certificate for its key.</summary>
    /// <param name="names">DNS names and IP addresses that it is reached by.</param>
    /// <param name="now">UTC.</param>
    public X509Certificate2 IssueServer(ECDsa key, IEnumerable<string> names, DateTime now)
    {
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            if (IPAddress.TryParse(name, out var address)) alternative.AddIpAddress(address);
            else alternative.AddDnsName(name);
        // To the other servers of the ledger it is a client.
        alternative.AddUri(new Uri(CallerUri.OfServers(_ledger)));
        var facts = CertificateFacts.New(0, now, NotAfter);
        return Sign("CN=ledger", new PublicKey(key), alternative, [ServerUse, ClientUse], facts.Serial, facts.NotBefore, facts.NotAfter);
    }

    private X509Certificate2 Sign(
        string subject, PublicKey key, SubjectAlternativeNameBuilder names, string[] uses, string serial, DateTime notBefore,
        DateTime notAfter)
    {
        var request = new CertificateRequest(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. uses.Select(use => new Oid(use))], critical: false));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            _certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        lock (_turn)
            return request.Create(
                _certificate.SubjectName, _signature, new DateTimeOffset(notBefore), new DateTimeOffset(notAfter),
                Convert.FromHexString(serial));
    }

    private static string SelfSigned(ECDsa key, Guid ledger, DateTime now)
    {
        var request = new CertificateRequest($"CN=Ledger {ledger}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
            critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var made = request.CreateSelfSigned(new DateTimeOffset(now.AddDays(-1)), new DateTimeOffset(now.AddYears(Years)));
        return made.ExportCertificatePem();
    }
}
