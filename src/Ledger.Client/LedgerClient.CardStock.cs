using Ledger.Client.Calls;
using Ledger.V1;

namespace Ledger.Client;

/// <content>Cards before they belong to anybody.</content>
public sealed partial class LedgerClient
{
    /// <inheritdoc/>
    public Task<GenerateCardsResponse> GenerateCardsAsync(int program, int count, string cardType = "", string prefix = "",
        Guid? key = null, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GenerateCardsRequest
        {
            Key = OperationKey.ToByteString(key ?? OperationKey.New(_channel.Options.TimeProvider)),
            Program = program, CardType = cardType, Count = count, Prefix = prefix,
        };
        return Question.AskForExistingAsync(
            _channel, options => _channel.Cards.GenerateCardsAsync(request, options), deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CardAnswer?> GetCardAsync(string card, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var request = new GetCardRequest { Card = card };
        return Question.AskAsync(_channel, options => _channel.Cards.GetCardAsync(request, options), deadline, cancellationToken);
    }
}
