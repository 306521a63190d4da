using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ledger.Server.Authority.Certificates;

/// <summary>
/// What a caller asks a certificate for (PKCS#10): the key it has, which it shows to have by signing the request. Whatever else the request
/// asks for, a subject or extensions, is not read.
/// </summary>
/// <param name="Key">On the curve P-256.</param>
/// <param name="Hash">SHA-256 of its SubjectPublicKeyInfo, 32 bytes.</param>
internal sealed record CallerRequest(PublicKey Key, byte[] Hash)
{
    /// <summary>Longest request in bytes, as the contract says; one of P-256 with a subject has about 300.</summary>
    public const int MaxBytes = 4096;

    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>Reads a request in DER form.</summary>
    /// <returns>The request, or what is wrong with it, to continue a sentence that begins with it.</returns>
    public static (CallerRequest? Request, string? Fault) Read(byte[] der)
    {
        if (der.Length is 0 or > MaxBytes) return (null, $"must have 1 to {MaxBytes} bytes, not {der.Length}");
        try
        {
            var key = CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256).PublicKey;
            using var curve = key.GetECDsaPublicKey();
            if (curve?.ExportParameters(includePrivateParameters: false).Curve is not { IsNamed: true, Oid.Value: P256 })
                return (null, "must be of a key on the curve P-256");
            return (new CallerRequest(key, SHA256.HashData(key.ExportSubjectPublicKeyInfo())), null);
        }
        catch (Exception reason) when (reason is CryptographicException or NotSupportedException)
        {
            return (null, "must be a PKCS#10 certificate request in DER form, signed by its own key");
        }
    }
}
