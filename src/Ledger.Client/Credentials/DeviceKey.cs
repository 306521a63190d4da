using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ledger.Client.Credentials;

/// <summary>A key that is made on the device and does not leave it.</summary>
internal static class DeviceKey
{
    public static ECDsa Make() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static ECDsa Read(string pem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key;
    }

    /// <summary>What asks for a certificate of the key; who the device is the ledger knows.</summary>
    public static byte[] RequestFor(ECDsa key) =>
        new CertificateRequest("CN=ledger caller", key, HashAlgorithmName.SHA256).CreateSigningRequest();
}
