namespace Ledger.Server.Cards;

/// <summary>A batch of card numbers as it was asked for, and when (UTC).</summary>
public sealed record CardBatch(Guid Key, short Program, string CardType, int Count, string Prefix, DateTime MadeAt)
{
    /// <summary>How long the numbers are told again under the batch's key.</summary>
    private static readonly TimeSpan ToldFor = TimeSpan.FromHours(24);

    /// <summary>
    /// True while whoever asked may have lost the answer and nobody has a card yet. A number that is somebody's is a way to his account and
    /// is told to nobody any more, and a batch is told as a whole or not at all.
    /// </summary>
    public bool TellsNumbers(DateTime now, long issued) => issued == 0 && now < MadeAt + ToldFor;
}

/// <summary>A card that was made and perhaps not issued yet.</summary>
public sealed record StockCard(short Program, string Type, string LastFour);
