using Grpc.Core;
using Grpc.Core.Interceptors;
using Ledger.V1;

namespace Ledger.Client.Wire;

/// <summary>
/// Has the calls of whoever has signed in say so. An operation of somebody else, as an outbox may hold from the shift before, goes without:
/// it is posted if the terminal vouches for it.
/// </summary>
internal sealed class SessionHeader : Interceptor
{
    private const string Header = "ledger-session";
    private const string Ended = "SESSION_ENDED";

    private volatile OperatorSession? _session;

    /// <summary>Who has signed in; null: nobody.</summary>
    public OperatorSession? Session
    {
        get => _session;
        set => _session = value;
    }

    /// <summary>Forgets a session when an answer calls it ended; true: it does, and the call may fare better without it.</summary>
    /// <param name="problem">The answer.</param>
    /// <param name="session">The one there was when the call was made.</param>
    public bool IsEndedBy(RequestProblem problem, OperatorSession? session)
    {
        if (problem.Reason != Ended || session is null)
            return false;
        Interlocked.CompareExchange(ref _session, null, session);
        return true;
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation) => continuation(request, With(context, request));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) => continuation(request, With(context, request));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(With(context, null));

    private ClientInterceptorContext<TRequest, TResponse> With<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, object? request)
        where TRequest : class
        where TResponse : class
    {
        if (_session is not { } session || !Carries(context.Method.FullName) || !IsOf(session, request))
            return context;
        var headers = new Metadata();
        foreach (var entry in context.Options.Headers ?? [])
            headers.Add(entry);
        headers.Add(Header, session.Token);
        return new(context.Method, context.Host, context.Options.WithHeaders(headers));
    }

    // A call by which somebody proves himself anew needs no older proof, nor does a device's own.
    private static bool Carries(string method) =>
        method is not ("/ledger.v1.Sessions/SignIn" or "/ledger.v1.Sessions/StepUp" or "/ledger.v1.Enrolment/Renew");

    private static bool IsOf(OperatorSession session, object? request) => request switch
    {
        Operation operation => operation.Operator == session.Operator,
        PostBatchRequest batch => batch.Operations.All(operation => operation.Operator == session.Operator),
        _ => true,
    };
}
