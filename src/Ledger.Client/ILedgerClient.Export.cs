using Ledger.V1;

namespace Ledger.Client;

/// <content>
/// Reports as CSV (RFC 4180, UTF-8, one header line), written to a stream piece by piece, so that no file is ever in memory as a whole.
/// All share the words of <see cref="ExportAsync"/>.
/// </content>
public partial interface ILedgerClient
{
    /// <summary>Writes a report as CSV.</summary>
    /// <param name="request">Which report.</param>
    /// <param name="destination">Where the bytes go, in order; neither flushed nor closed.</param>
    /// <param name="deadline">How long it may take in all; <see cref="LedgerClient.ExportDeadline"/> when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="LedgerRequestException">A field is wrong, or what is asked for is not known.</exception>
    /// <exception cref="LedgerUnavailableException">No answer in time, or the file broke off:
    /// <see cref="LedgerUnavailableException.WrittenBytes"/> says how much of it is to be thrown away.</exception>
    Task<long> ExportAsync(
        ExportRequest request, Stream destination, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Writes all transactions of an account.</summary>
    /// <param name="target">Whose account; an identifier with its program.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="ExportAsync"/>.</param>
    Task<long> ExportStatementAsync(
        Target target, Stream destination, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Writes a settlement, see <see cref="GetSettlementAsync"/>.</summary>
    /// <param name="level">Stores, branches or merchants.</param>
    /// <param name="year">The year, by the time of posting in UTC.</param>
    /// <param name="month">The month, 1 to 12.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="program">The program's number; 0: all programs.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="ExportAsync"/>.</param>
    Task<long> ExportSettlementAsync(SettlementLevel level, int year, int month, Stream destination, int program = 0,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Writes the trial balance, see <see cref="GetTrialBalanceAsync"/>.</summary>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="program">The program's number; 0: all programs.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="ExportAsync"/>.</param>
    Task<long> ExportTrialBalanceAsync(
        Stream destination, int program = 0, TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Writes a day's close, see <see cref="GetCloseAsync"/>.</summary>
    /// <param name="store">The store number, positive.</param>
    /// <param name="businessDate">The date in the store's time zone.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="terminal">One terminal of the store; 0: all.</param>
    /// <param name="position"><c>Close.position</c> of an earlier answer; empty: as of now.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="ExportAsync"/>.</param>
    Task<long> ExportCloseAsync(int store, DateOnly businessDate, Stream destination, int terminal = 0, string position = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Writes the liability by age, see <see cref="GetLiabilityAsync"/>.</summary>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="asOf">As of the end of this day of posting (UTC); null: now.</param>
    /// <param name="program">The program's number; 0: all programs.</param>
    /// <param name="deadline">How long it may take in all.</param>
    /// <param name="cancellationToken">See <see cref="ExportAsync"/>.</param>
    Task<long> ExportLiabilityAsync(Stream destination, DateOnly? asOf = null, int program = 0,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);
}
