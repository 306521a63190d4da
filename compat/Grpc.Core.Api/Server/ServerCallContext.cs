namespace Grpc.Core;

/// <summary>What a server handler knows of its call. Server implementations override the Core members.</summary>
public abstract class ServerCallContext
{
    /// <summary>Path of the method.</summary>
    public string Method => MethodCore;

    /// <summary>Host the client addressed.</summary>
    public string Host => HostCore;

    /// <summary>Address of the client.</summary>
    public string Peer => PeerCore;

    /// <summary>UTC time by which the client wants the answer; <see cref="DateTime.MaxValue"/> without a deadline.</summary>
    public DateTime Deadline => DeadlineCore;

    /// <summary>Headers the client sent.</summary>
    public Metadata RequestHeaders => RequestHeadersCore;

    /// <summary>Cancelled when the client cancels, the deadline passes or the connection breaks.</summary>
    public CancellationToken CancellationToken => CancellationTokenCore;

    /// <summary>Trailers to send with the status.</summary>
    public Metadata ResponseTrailers => ResponseTrailersCore;

    /// <summary>Status to send when the handler returns normally.</summary>
    public Status Status
    {
        get => StatusCore;
        set => StatusCore = value;
    }

    /// <summary>Options of the messages that follow, null for the default.</summary>
    public WriteOptions? WriteOptions
    {
        get => WriteOptionsCore;
        set => WriteOptionsCore = value;
    }

    /// <summary>Who the client proved to be on the level of the connection.</summary>
    public AuthContext AuthContext => AuthContextCore;

    /// <summary>A place for interceptors and handlers of one call to share objects.</summary>
    public IDictionary<object, object> UserState => UserStateCore;

    /// <summary>Path of the method.</summary>
    protected abstract string MethodCore { get; }

    /// <summary>Host the client addressed.</summary>
    protected abstract string HostCore { get; }

    /// <summary>Address of the client.</summary>
    protected abstract string PeerCore { get; }

    /// <summary>UTC time by which the client wants the answer.</summary>
    protected abstract DateTime DeadlineCore { get; }

    /// <summary>Headers the client sent.</summary>
    protected abstract Metadata RequestHeadersCore { get; }

    /// <summary>Cancelled with the call.</summary>
    protected abstract CancellationToken CancellationTokenCore { get; }

    /// <summary>Trailers to send with the status.</summary>
    protected abstract Metadata ResponseTrailersCore { get; }

    /// <summary>Status to send when the handler returns normally.</summary>
    protected abstract Status StatusCore { get; set; }

    /// <summary>Options of the messages that follow.</summary>
    protected abstract WriteOptions? WriteOptionsCore { get; set; }

    /// <summary>Who the client proved to be.</summary>
    protected abstract AuthContext AuthContextCore { get; }

    /// <summary>A place to share objects; one dictionary a call unless overridden.</summary>
    protected virtual IDictionary<object, object> UserStateCore => field ??= new Dictionary<object, object>();

    /// <summary>Sends the response headers now instead of with the first message. Possible once.</summary>
    public Task WriteResponseHeadersAsync(Metadata responseHeaders) => WriteResponseHeadersAsyncCore(responseHeaders);

    /// <summary>Creates a token that carries this context into child calls.</summary>
    public ContextPropagationToken CreatePropagationToken(ContextPropagationOptions? options = null) => CreatePropagationTokenCore(options);

    /// <summary>Sends the response headers.</summary>
    protected abstract Task WriteResponseHeadersAsyncCore(Metadata responseHeaders);

    /// <summary>Creates a token that carries this context into child calls.</summary>
    protected abstract ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options);
}
