using System.Net.Sockets;
using System.Security.Authentication;

namespace Ledger.Client.Wire;

/// <summary>Why a connection was never made, read from what the gRPC library reports.</summary>
internal static class ConnectError
{
    /// <summary>The error that kept the connection from being made, or null when there was one.</summary>
    public static Exception? In(Exception? reported)
    {
        // The channel connects before it gives a call to the connection and reports the bare socket error of that. An error of a
        // connection in use comes wrapped by the HTTP layer.
        if (reported is SocketException)
            return reported;
        for (var cause = reported; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
                })
                return cause.GetBaseException();
        }
        return null;
    }

    /// <summary>The server showed a certificate and this side did not accept it. A handshake that fails otherwise has an inner error, and
    /// may pass.</summary>
    public static bool IsDistrust(Exception? error) => error is AuthenticationException { InnerException: null };
}
