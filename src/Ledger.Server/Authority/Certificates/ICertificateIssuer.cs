using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ledger.Server.Authority.Certificates;

/// <summary>Makes certificates of callers: the ledger's own authority, or something in front of another one.</summary>
internal interface ICertificateIssuer
{
    /// <summary>What stands between a caller's certificate and the one that is trusted, that one included, in this order.</summary>
    IReadOnlyList<X509Certificate2> Chain { get; }

    /// <summary>When a certificate made now would end at the latest, UTC.</summary>
    DateTime NotAfter { get; }

    /// <summary>
    /// A caller's certificate for the key of its request. The same facts give the same certificate, but for its signature.
    /// </summary>
    X509Certificate2 Issue(CallerRequest request, CertificateFacts facts);
}

/// <summary>What a caller's certificate says beside the key.</summary>
/// <param name="Caller">The caller's number.</param>
/// <param name="Serial">Hexadecimal, 32 digits.</param>
/// <param name="NotBefore">UTC, whole seconds.</param>
/// <param name="NotAfter">UTC, whole seconds.</param>
internal sealed record CertificateFacts(int Caller, string Serial, DateTime NotBefore, DateTime NotAfter)
{
    /// <summary>How long a caller's certificate holds.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);

    /// <summary>A device's clock may be behind by so much when it gets its first certificate.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    /// <summary>A new certificate, from now on.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="latest">Where it ends at the latest, UTC.</param>
    public static CertificateFacts New(int caller, DateTime now, DateTime latest)
    {
        var second = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var end = second + Life;
        return new CertificateFacts(caller, NewSerial(), second - Skew, end < latest ? end : latest);
    }

    /// <summary>Random, positive, without a leading zero, as certificates want it.</summary>
    internal static string NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return Convert.ToHexString(serial);
    }
}
