using Ledger.V1;

namespace Ledger.Client;

/// <content>Cards before they belong to anybody.</content>
public partial interface ILedgerClient
{
    /// <summary>Makes a batch of card numbers, 19 digits with a check digit. They are answered once and are nowhere in the ledger: keep
    /// them, or come back with the same key and the same fields within 24 hours and before one of them is issued.</summary>
    /// <param name="program">The program's number, positive.</param>
    /// <param name="count">How many, 1 to 10,000.</param>
    /// <param name="cardType">The type's code in the program; empty: its first.</param>
    /// <param name="prefix">Digits every number starts with, at most 8; empty: none. A prefix belongs to the program that uses it
    /// first.</param>
    /// <param name="key">The batch's key, a UUIDv7 (<see cref="OperationKey.New"/>); null: a new one, with which nobody can come
    /// back.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The numbers; <c>replayed</c> when the key had been answered before.</returns>
    /// <exception cref="LedgerRequestException">A field is wrong, or the program or type is not known.</exception>
    /// <exception cref="LedgerUnavailableException">No answer in time: the cards may have been made. With a key of the caller's own they
    /// are there for the asking; otherwise they are stock whose numbers nobody knows.</exception>
    Task<GenerateCardsResponse> GenerateCardsAsync(int program, int count, string cardType = "", string prefix = "",
        Guid? key = null, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>What is known of a card: stock, or whose it is and what it can do.</summary>
    /// <param name="card">The card's token, 8 to 64 printable ASCII characters.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The card, or null when the ledger does not know it.</returns>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    Task<CardAnswer?> GetCardAsync(string card, TimeSpan? deadline = null, CancellationToken cancellationToken = default);
}
