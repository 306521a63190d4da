using Grpc.Core;
using Ledger.Rules.Basics;
using Ledger.Rules.State;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;
using Ledger.Server.Peers;
using Ledger.Server.Programs;

namespace Ledger.Server.Cards;

/// <summary>Has card numbers made and tells what is known of a card.</summary>
internal sealed class CardService(
    CardKey key, CardMaker maker, CardStock stock, CardDirectory cards, ProgramBook programs, AccountStates accounts,
    ReadsElsewhere elsewhere, ConnectionRights rights)
{
    private const string Asking = "ledger.v1.Cards/GetCard";

    public Task<V1.GenerateCardsResponse> GenerateCards(V1.GenerateCardsRequest request, ServerCallContext context)
    {
        if (request.Program is > 0 and <= short.MaxValue)
            rights.Require(context, "ledger.v1.Cards/GenerateCards", Place.OfProgram((short)request.Program));
        return maker.MakeAsync(request, context.CancellationToken);
    }

    public Task<V1.CardAnswer> GetCard(V1.GetCardRequest request, ServerCallContext context) => elsewhere.AnswerAsync(
        context, () => CardAsync(request, context),
        (there, options) => new V1.Cards.CardsClient(there).GetCardAsync(request, options));

    private async Task<V1.CardAnswer> CardAsync(V1.GetCardRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Card("card", request.Card);
        check.ThrowIfAny();

        if (await cards.FindAsync(request.Card, context.CancellationToken) is var (id, account))
        {
            var issued = await IssuedAsync(id, account, context);
            return MaySee(issued, context) ? issued : throw Problems.ToException(Problems.UnknownCard());
        }
        if (await StockOfAsync(CardForms.Of(request.Card), context.CancellationToken) is not { } made)
            throw Problems.ToException(Problems.UnknownCard());
        var inStock = new V1.CardAnswer
        {
            Card = new V1.Card { LastFour = made.LastFour, Status = V1.CardStatus.Stock, Type = made.Type }, Program = made.Program,
        };
        return MaySee(inStock, context) ? inStock : throw Problems.ToException(Problems.UnknownCard());
    }

    // A card of a program he may not ask about is none to him; nor is one that serves nobody to whoever sees no more than he needs.
    private bool MaySee(V1.CardAnswer answer, ServerCallContext context) =>
        rights.Of(context)?.SightOf(Asking, (short)answer.Program, byNumber: false) switch
        {
            null or Sight.Full => true,
            Sight.Short => answer.Card.Status is not (V1.CardStatus.Void or V1.CardStatus.Stock),
            _ => false,
        };

    private async Task<StockCard?> StockOfAsync(CardForms forms, CancellationToken cancellation)
    {
        foreach (var card in forms.IdsBy(key))
            if (await stock.FindAsync(card, cancellation) is { } made) return made;
        return null;
    }

    private async Task<V1.CardAnswer> IssuedAsync(Guid id, long account, ServerCallContext context)
    {
        var (state, problem) = await accounts.AskAsync(
            account, Caller.Of(context.GetHttpContext()), context.CancellationToken, context.Deadline);
        if (problem is not null) throw Problems.ToException(problem);
        var card = state!.CardOf(id) ?? throw new InvariantBrokenException($"A card of account {account} is not in its state.");
        return new V1.CardAnswer
        {
            Account = account,
            Program = state.Program,
            Card = new V1.Card
            {
                LastFour = card.LastFour,
                Status = (V1.CardStatus)card.Status,
                Type = card.Type.Length > 0 ? card.Type : programs.NewestOf(state.Program).CardTypes[0].Code,
                ExpiresOn = DateNumber.Of(card.ExpiresOn ?? DateOnly.MaxValue),
            },
        };
    }
}
