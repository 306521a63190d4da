using Ledger.V1;

namespace Ledger.Client;

/// <content>Reports over many accounts, from the journal alone. They fail as the other questions do.</content>
public partial interface ILedgerClient
{
    /// <summary>Counts and sums by kind for a business date, with the gaps and repeats in the terminals' running numbers: at most 10,000 of
    /// them, <c>sequence_cut</c> says that there are more. What a till has accepted offline is missing until it is sent.</summary>
    /// <param name="store">The store number, positive.</param>
    /// <param name="businessDate">The date in the store's time zone.</param>
    /// <param name="terminal">One terminal of the store; 0: all.</param>
    /// <param name="position"><c>Close.position</c> of an earlier answer, to get the same answer again; empty: as of now.</param>
    /// <param name="deadline">How long it may take in all; <see cref="LedgerClientOptions.ReportTimeout"/> when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LedgerRequestException">The store is not known, or a field is wrong.</exception>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    Task<Close> GetCloseAsync(int store, DateOnly businessDate, int terminal = 0, string position = "",
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Who owes whom for a month, between each party and headquarters. Once the month is over the answer is final.</summary>
    /// <param name="level">Stores, branches or merchants.</param>
    /// <param name="year">The year, by the time of posting in UTC.</param>
    /// <param name="month">The month, 1 to 12.</param>
    /// <param name="program">The program's number; 0: all programs.</param>
    /// <param name="deadline">How long it may take in all; <see cref="LedgerClientOptions.ReportTimeout"/> when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    Task<Settlement> GetSettlementAsync(SettlementLevel level, int year, int month, int program = 0,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>Who owes whom for a month of business dates, which is closed two days after it has ended at the program's home store, the
    /// one with the lowest number. What was posted for earlier months after those were closed is in <c>late_lines</c>.</summary>
    /// <param name="level">Stores, branches or merchants.</param>
    /// <param name="year">The year, by business date.</param>
    /// <param name="month">The month, 1 to 12.</param>
    /// <param name="program">The program's number; 0: all programs.</param>
    /// <param name="deadline">How long it may take in all; <see cref="LedgerClientOptions.ReportTimeout"/> when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LedgerRequestException">There is no such program, or a part of the journal is missing.</exception>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    Task<Settlement> GetBusinessSettlementAsync(SettlementLevel level, int year, int month, int program = 0,
        TimeSpan? deadline = null, CancellationToken cancellationToken = default);

    /// <summary>What members hold, by how long ago they got it, and what went to breakage.</summary>
    /// <param name="asOf">As of the end of this day of posting (UTC); null: now.</param>
    /// <param name="program">The program's number; 0: all programs.</param>
    /// <param name="deadline">How long it may take in all; <see cref="LedgerClientOptions.ReportTimeout"/> when left out.</param>
    /// <param name="cancellationToken">Ends the call with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="LedgerUnavailableException">No answer in time.</exception>
    Task<Liability> GetLiabilityAsync(
        DateOnly? asOf = null, int program = 0, TimeSpan? deadline = null, CancellationToken cancellationToken = default);
}
