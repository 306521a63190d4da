using Google.Protobuf;

namespace Ledger.Server.Tests.Recorded;

/// <content>Cards that belong to nobody yet, and what a day a month later brings.</content>
internal sealed partial class Conversation
{
    private static readonly ByteString BatchOfCards = OperationKey.ToByteString(OperationKey.Derive(1, 1, 2, Begin));
    private string? _stock;

    private async Task CardStockAsync()
    {
        var batch = new GenerateCardsRequest { Key = BatchOfCards, Program = 1, CardType = "member", Count = 5, Prefix = "6229" };
        var made = await AskAsync("Cards/GenerateCards", batch);
        if (_stock is null)
        {
            _stock = GenerateCardsResponse.Parser.ParseFrom(made.Received[0]).Cards[0];
            await AskAsync("Cards/GetCard", new GetCardRequest { Card = _stock });
            await PostAsync(_operations.IssueCard(Dan, _stock));
        }
        await AskAsync("Cards/GetCard", new GetCardRequest { Card = _stock });
        await AskAsync("Cards/GetCard", new GetCardRequest { Card = "gift-0012" });
        await AskAsync("Cards/GetCard", new GetCardRequest { Card = "card-of-nobody" }, StatusCode.NotFound);
        batch.Count = 6;
        await AskAsync("Cards/GenerateCards", batch, StatusCode.InvalidArgument);
        await AskAsync("Cards/GenerateCards", new GenerateCardsRequest { Prefix = "12x" }, StatusCode.InvalidArgument);
    }

    /// <summary>
    /// A month later a hold has timed out, a tier has brought its bonus, and a gift card and what is on it are forfeited.
    /// </summary>
    private async Task LaterAsync()
    {
        await RestartOnAsync(Begin.AddDays(33));
        await DoneAsync(Ida, Kind.TimeOutHold);
        await DoneAsync(Hal, Kind.GrantBonus);
        await DoneAsync(Gil, Kind.Expire);
        await SendAsync(_mixed);
        await SendAsync(Changed(_mixed, again => again.Checkout.Points = 100), Outcome.KeyReused);
        await PostAsync(_operations.Debit(Target.Card("special-0103"), 1, pin: "161803"), Outcome.CardExpired);
        await PostAsync(_operations.Debit(Target.Card("gift-0009"), 1), Outcome.CardVoid);
        await PostAsync(_operations.Debit(Ida, 10_000));
        await PostAsync(_operations.Checkout(Ada, Goods, new CheckoutPayment { Points = 200 }));
    }

    private Task DoneAsync(Target who, Kind kind) =>
        AwaitAsync("Reading/GetStatement", new GetStatementRequest { Account = who.AccountNumber },
        answer => answer.Status == StatusCode.OK && Statement.Parser.ParseFrom(answer.Received[0]).Lines.Any(line => line.Kind == kind));
}
