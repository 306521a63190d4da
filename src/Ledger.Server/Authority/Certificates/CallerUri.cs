using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ledger.Server.Basics;

namespace Ledger.Server.Authority.Certificates;

/// <summary>
/// How a certificate says which caller has it: by exactly one URI among its alternative names,
/// <c>spiffe://&lt;ledger id&gt;/caller/&lt;number&gt;</c>, or <c>spiffe://&lt;ledger id&gt;/server</c> for a server of the ledger. What
/// that caller may do, and where, is no matter of certificates.
/// </summary>
internal static class CallerUri
{
    private const string AlternativeNames = "2.5.29.17";

    private static readonly Asn1Tag _uri = new(TagClass.ContextSpecific, 6);

    public static string Of(Guid ledger, int caller) => string.Create(CultureInfo.InvariantCulture, $"spiffe://{ledger}/caller/{caller}");

    /// <summary>The URI of the ledger's servers.</summary>
    public static string OfServers(Guid ledger) => $"spiffe://{ledger}/server";

    /// <summary>What a certificate proves that was found to be in order.</summary>
    /// <param name="ledger">This ledger.</param>
    /// <returns>The credential, or what keeps the certificate from naming a caller of this ledger.</returns>
    public static (Credential? Credential, string? Fault) Read(X509Certificate2 certificate, Guid ledger)
    {
        string[] uris;
        try
        {
            uris = [.. certificate.Extensions.Where(one => one.Oid?.Value == AlternativeNames).SelectMany(one => UrisOf(one.RawData))];
        }
        catch (AsnContentException)
        {
            return (null, "its alternative names cannot be read");
        }
        if (uris.Length != 1) return (null, $"it has {uris.Length} URIs, which must be one");
        if (uris[0] == OfServers(ledger)) return IsForServers(certificate) ? (Proved(certificate, 0), null) : (null, "it is for no server");
        var own = Of(ledger, 0)[..^1];
        if (!uris[0].StartsWith(own, StringComparison.Ordinal)) return (null, "it is of another ledger");
        // As it is written and in no other way: neither signs nor leading zeros.
        if (!int.TryParse(uris[0][own.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var caller)
            || caller < 1 || uris[0] != Of(ledger, caller))
            return (null, "it names no caller");
        return (Proved(certificate, caller), null);
    }

    private static bool IsForServers(X509Certificate2 certificate) => certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
        .Any(uses => uses.EnhancedKeyUsages.Cast<Oid>().Any(use => use.Value == OwnAuthority.ServerUse));

    private static Credential Proved(X509Certificate2 certificate, int caller) => new(
        caller, SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()), certificate.NotAfter.ToUniversalTime());

    private static List<string> UrisOf(byte[] names)
    {
        var (found, sequence) = (new List<string>(), new AsnReader(names, AsnEncodingRules.DER).ReadSequence());
        while (sequence.HasData)
            if (sequence.PeekTag().HasSameClassAndValue(_uri)) found.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, _uri));
            else sequence.ReadEncodedValue();
        return found;
    }
}
