using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ledger.Client.Credentials;

namespace Ledger.Client;

/// <summary>How a device that has nothing yet knows that it speaks to its ledger: by what somebody has told it beforehand.</summary>
public sealed class LedgerTrust
{
    private readonly Func<X509Certificate2?, X509Chain?, SslPolicyErrors, bool> _isTrusted;

    private LedgerTrust(Func<X509Certificate2?, X509Chain?, SslPolicyErrors, bool> isTrusted) => _isTrusted = isTrusted;

    /// <summary>The certificates in a PEM file, e.g. the <c>trust.pem</c> of a device that is enrolled.</summary>
    /// <param name="file">Path of the file.</param>
    /// <exception cref="LedgerCredentialException">It has no certificate.</exception>
    public static LedgerTrust FromFile(string file)
    {
        var trust = new X509Certificate2Collection();
        trust.ImportFromPemFile(file);
        if (trust.Count == 0) throw new LedgerCredentialException($"{file} has no certificate.");
        return new LedgerTrust((certificate, chain, errors) => CredentialInUse.IsTrusted(trust, certificate, chain, errors));
    }

    /// <summary>The fingerprint of the server's key, as the server prints it when it starts: SHA-256 of the public key, 64 hexadecimal
    /// digits, with or without colons. The server's name is not looked at then.</summary>
    /// <param name="fingerprint">The fingerprint.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static LedgerTrust FromFingerprint(string fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        byte[] expected;
        try
        {
            expected = Convert.FromHexString(fingerprint.Replace(":", "", StringComparison.Ordinal));
        }
        catch (FormatException reason)
        {
            throw new ArgumentException("A fingerprint has 64 hexadecimal digits.", nameof(fingerprint), reason);
        }
        if (expected.Length != SHA256.HashSizeInBytes)
            throw new ArgumentException("A fingerprint has 64 hexadecimal digits.", nameof(fingerprint));
        return new LedgerTrust((certificate, _, _) => certificate is not null && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()), expected));
    }

    internal bool IsTrusted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        _isTrusted(certificate as X509Certificate2, chain, errors);
}
