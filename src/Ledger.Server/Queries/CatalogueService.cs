using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Ledger.Server.Contract;

namespace Ledger.Server.Queries;

/// <summary>The calls about programs and stores.</summary>
public sealed class CatalogueService(CatalogueAnswers answers)
{
    public Task<V1.ProgramFacts> GetProgram(V1.GetProgramRequest request, ServerCallContext context) =>
        Task.FromResult(answers.GetProgram(request));

    public Task<V1.StorePage> ListStores(V1.ListStoresRequest request, ServerCallContext context) =>
        Task.FromResult(answers.ListStores(request));
}

/// <summary>The same as gRPC finds them.</summary>
internal sealed class CatalogueMethods : IServiceMethodProvider<CatalogueService>
{
    private const string Service = "ledger.v1.Catalogue";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<CatalogueService> context)
    {
        context.AddUnaryMethod(
            Methods.Of<V1.GetProgramRequest, V1.ProgramFacts>(Service, "GetProgram"), [],
            (service, request, call) => service.GetProgram(request, call));
        context.AddUnaryMethod(
            Methods.Of<V1.ListStoresRequest, V1.StorePage>(Service, "ListStores"), [],
            (service, request, call) => service.ListStores(request, call));
    }
}
