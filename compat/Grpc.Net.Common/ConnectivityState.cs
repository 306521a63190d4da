namespace Grpc.Core;

/// <summary>State of a channel's connection.</summary>
public enum ConnectivityState
{
    /// <summary>Not connected and not trying.</summary>
    Idle = 0,

    /// <summary>Connecting.</summary>
    Connecting = 1,

    /// <summary>Connected.</summary>
    Ready = 2,

    /// <summary>Failed, and will try again.</summary>
    TransientFailure = 3,

    /// <summary>Shut down for good.</summary>
    Shutdown = 4,
}
