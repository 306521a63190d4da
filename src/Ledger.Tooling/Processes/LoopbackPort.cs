using System.Net;
using System.Net.Sockets;

namespace Ledger.Tooling.Processes;

/// <summary>Ports of this machine, for addresses that a server must be told beforehand.</summary>
public static class LoopbackPort
{
    /// <summary>An HTTP address on loopback whose port nobody listens on at this moment.</summary>
    public static Uri FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
    }
}
