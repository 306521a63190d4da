using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;

namespace Ledger.Server.Contract;

/// <summary>Describes the single calls of one service of the contract, see <see cref="Methods"/>.</summary>
/// <param name="context">Where they are added.</param>
/// <param name="service">Its full name, as in <c>ledger.v1.Callers</c>.</param>
internal readonly struct UnaryCalls<TService>(ServiceMethodProviderContext<TService> context, string service)
    where TService : class
{
    /// <summary>Adds one.</summary>
    public void Add<TRequest, TResponse>(string name, UnaryServerMethod<TService, TRequest, TResponse> call)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse> =>
        context.AddUnaryMethod(Methods.Of<TRequest, TResponse>(service, name), [], call);
}
