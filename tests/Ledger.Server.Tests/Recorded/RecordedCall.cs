using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Grpc.Core;

namespace Ledger.Server.Tests.Recorded;

/// <summary>One call of a conversation as it went over the wire, and when.</summary>
internal sealed record RecordedCall
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        // Base64 has a plus, which is no danger in a file.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Name { get; init; }

    /// <summary>What the server's clock showed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The path of the call, e.g. /ledger.v1.Posting/Post.</summary>
    public required string Method { get; init; }

    /// <summary>The server was stopped in order before this call and started again.</summary>
    public bool Restarts { get; init; }

    /// <summary>Asks for what the ledger does by itself: was, and is to be, repeated until it is done.</summary>
    public bool Waits { get; init; }

    public required byte[][] Sent { get; init; }

    public required WireAnswer Answer { get; init; }

    public string ToLine() => JsonSerializer.Serialize(this, Json);

    public static RecordedCall Read(string line) => JsonSerializer.Deserialize<RecordedCall>(line, Json)!;
}

/// <summary>What came back: the messages and the status, with the bytes of its details where it is a failure.</summary>
internal sealed record WireAnswer
{
    public byte[][] Received { get; init; } = [];

    public StatusCode Status { get; init; }

    public string Message { get; init; } = "";

    public byte[] Details { get; init; } = [];

    /// <summary>True when not a byte differs.</summary>
    public bool IsSameAs(WireAnswer other) =>
        Status == other.Status && Message == other.Message && Details.AsSpan().SequenceEqual(other.Details)
            && Received.Length == other.Received.Length
        && Received.Zip(other.Received).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
}
