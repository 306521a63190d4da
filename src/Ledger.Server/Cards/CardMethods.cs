using Grpc.AspNetCore.Server.Model;
using Ledger.Server.Contract;

namespace Ledger.Server.Cards;

/// <summary>The calls that concern cards before they belong to anybody.</summary>
internal sealed class CardMethods : IServiceMethodProvider<CardService>
{
    private const string Service = "ledger.v1.Cards";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<CardService> context)
    {
        context.AddUnaryMethod(
            Methods.Of<V1.GenerateCardsRequest, V1.GenerateCardsResponse>(Service, "GenerateCards"), [],
            (service, request, call) => service.GenerateCards(request, call));
        context.AddUnaryMethod(
            Methods.Of<V1.GetCardRequest, V1.CardAnswer>(Service, "GetCard"), [],
            (service, request, call) => service.GetCard(request, call));
    }
}
