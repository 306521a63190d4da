using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Ledger.Server.Authority.Certificates;

namespace Ledger.Server.Tests.Authority;

/// <summary>A device with a key of its own, as clients in other languages are.</summary>
internal sealed class Device : IDisposable
{
    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ByteString Request(string subject = "CN=device", string? uri = null)
    {
        var request = new CertificateRequest(subject, Key, HashAlgorithmName.SHA256);
        if (uri is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddUri(new Uri(uri));
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        }
        return ByteString.CopyFrom(request.CreateSigningRequest());
    }

    public X509Certificate2 With(IssuedCredential issued)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(issued.Certificates[0].Span);
        return certificate.CopyWithPrivateKey(Key);
    }

    /// <summary>A certificate that an authority signs whatever it says.</summary>
    /// <param name="authority">Its certificate with its key.</param>
    public X509Certificate2 SignedBy(
        X509Certificate2 authority, string[] uris, DateTimeOffset begins, DateTimeOffset ends, string use = "1.3.6.1.5.5.7.3.2")
    {
        var request = new CertificateRequest("CN=device", Key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        foreach (var uri in uris) names.AddUri(new Uri(uri));
        if (uris.Length == 0) names.AddDnsName("device");
        request.CertificateExtensions.Add(names.Build());
        using var key = authority.GetECDsaPrivateKey()!;
        using var made = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(key), begins, ends,
            Convert.FromHexString(CertificateFacts.NewSerial()));
        return made.CopyWithPrivateKey(Key);
    }

    public void Dispose() => Key.Dispose();
}
