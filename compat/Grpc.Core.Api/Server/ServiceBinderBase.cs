namespace Grpc.Core;

/// <summary>
/// Receives the methods of a service from the generated BindService; a server derives from it.
/// A null handler announces the method only.
/// </summary>
public abstract class ServiceBinderBase
{
    /// <summary>Receives a unary method.</summary>
    public virtual void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw NotBound();

    /// <summary>Receives a method that takes a stream.</summary>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw NotBound();

    /// <summary>Receives a method that answers with a stream.</summary>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw NotBound();

    /// <summary>Receives a method that takes a stream and answers with one.</summary>
    public virtual void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        where TRequest : class
        where TResponse : class => throw NotBound();

    private static NotImplementedException NotBound() => new("This service binder does not support the kind of method.");
}
