using System.Globalization;
using System.Text;
using Google.Protobuf;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Contract;

/// <summary>Answers a call by a status before anything of its body is read: gRPC's answer of trailers alone.</summary>
internal static class EarlyAnswer
{
    private const string Grpc = "application/grpc";

    /// <summary>Answers the call; whatever is no gRPC call gets an HTTP status.</summary>
    /// <param name="status">Code, message and details.</param>
    /// <param name="httpStatus">For others than gRPC callers.</param>
    public static void Give(HttpContext call, Status status, int httpStatus)
    {
        var response = call.Response;
        if (call.Request.ContentType?.StartsWith(Grpc, StringComparison.Ordinal) != true)
        {
            response.StatusCode = httpStatus;
            return;
        }
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = Grpc;
        response.Headers["grpc-status"] = status.Code.ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Percent(status.Message);
        response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
    }

    // What is not printable ASCII, and the sign itself, is written by its bytes.
    private static string Percent(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (var one in Encoding.UTF8.GetBytes(message))
            if (one is >= 0x20 and <= 0x7E and not (byte)'%') text.Append((char)one);
            else text.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
        return text.ToString();
    }
}
