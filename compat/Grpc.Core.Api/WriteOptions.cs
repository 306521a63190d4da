namespace Grpc.Core;

/// <summary>Hints for writing one message.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait in a buffer for the next one.</summary>
    BufferHint = 1,

    /// <summary>The message is sent uncompressed whatever the call says.</summary>
    NoCompress = 2,
}

/// <summary>Options for writing messages. Immutable.</summary>
public class WriteOptions
{
    /// <summary>Options without flags.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>Creates options.</summary>
    public WriteOptions(WriteFlags flags = default) => Flags = flags;

    /// <summary>The flags.</summary>
    public WriteFlags Flags { get; }
}
