using System.Net;

namespace Ledger.Server.Hosting;

/// <summary>Where a server tells others that it is reached.</summary>
internal static class Advertised
{
    /// <summary>What the settings say, or where it listens; of all addresses of the machine its name.</summary>
    /// <param name="listens">With the port it got.</param>
    public static string Of(Settings settings, Uri listens)
    {
        if (settings.Advertise.Length > 0) return settings.Advertise;
        var host = Listening.IsAny(listens) ? Dns.GetHostName() : listens.Host;
        return new UriBuilder(listens.Scheme, host, listens.Port).Uri.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>A scheme, a host and a port, and no more.</summary>
    public static bool IsAddress(string stated) => Uri.TryCreate(stated, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.PathAndQuery == "/";
}
