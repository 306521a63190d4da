using System.Security.Cryptography.X509Certificates;

namespace Ledger.Client.Credentials;

/// <summary>A credential as it was read from its folder.</summary>
/// <param name="Facts">Which caller of which ledger.</param>
/// <param name="Certificate">With its key.</param>
/// <param name="Trust">Whose certificates of servers are trusted, and no others.</param>
internal sealed record StoredCredential(LedgerFacts Facts, X509Certificate2 Certificate, X509Certificate2Collection Trust)
{
    /// <summary>From when on there should be another one, UTC: two thirds of its life, and up to a tenth of it later, so that devices that
    /// were enrolled in one hour do not all come back in one; of one certificate always the same moment.</summary>
    public DateTime RenewFrom
    {
        get
        {
            var (begins, ends) = (Certificate.NotBefore.ToUniversalTime(), Certificate.NotAfter.ToUniversalTime());
            var serial = Certificate.SerialNumberBytes.Span;
            var spread = serial.IsEmpty ? 0 : serial[^1] / 2550.0;
            return begins + ((ends - begins) * (2.0 / 3 + spread));
        }
    }
}
