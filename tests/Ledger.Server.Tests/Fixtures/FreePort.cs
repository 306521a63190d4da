using System.Net;
using System.Net.Sockets;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>A port nobody listens on at the moment, for a process that has to be told one.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
