using Ledger.V1;

namespace Ledger.Client;

/// <content>What programs offer, and which stores there are.</content>
public partial interface ILedgerClient
{
    /// <summary>A program: what points are worth, rewards, tiers, card types, limits and whatever else a till shows or asks by.</summary>
    /// <param name="program">The program's number; 0: the one of the client's own store.</param>
    /// <param name="at">Whose version: in force at this moment; null: now.</param>
    /// <param name="deadline">How long it may take in all; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The program, or null when the ledger does not know it, or the client's store.</returns>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    Task<ProgramFacts?> GetProgramAsync(
        int program = 0, DateTimeOffset? at = null, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>The stores in the order of their numbers. Pages are fetched as the caller comes to them.</summary>
    /// <param name="program">The program's number; 0: the stores of all programs.</param>
    /// <param name="pageSize">Stores a page, 1 to 500; 0: the ledger's default of 100.</param>
    /// <param name="deadline">How long each page may take; the client's deadline when left out.</param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LedgerRequestException">The ledger does not know the program (NOT_FOUND).</exception>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    IAsyncEnumerable<StoreFacts> GetStoresAsync(
        int program = 0, int pageSize = 0, TimeSpan? deadline = null, CancellationToken cancellationToken = default);
}
