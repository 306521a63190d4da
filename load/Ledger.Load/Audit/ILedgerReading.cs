using Ledger.Client;
using Ledger.V1;

namespace Ledger.Load.Audit;

/// <summary>What the audit asks of a ledger: the ledger itself, or one that lies, in the audit's own tests.</summary>
internal interface ILedgerReading
{
    /// <summary>What became of a key; null: the journal does not hold it.</summary>
    Task<Receipt?> GetOutcomeAsync(Guid key, CancellationToken cancellation);

    Task<TrialBalance> GetTrialBalanceAsync(CancellationToken cancellation);
}

/// <summary>The ledger over the typed client.</summary>
internal sealed class ClientReading(LedgerClient client) : ILedgerReading
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    public Task<Receipt?> GetOutcomeAsync(Guid key, CancellationToken cancellation) => client.GetOutcomeAsync(key, _deadline, cancellation);

    public Task<TrialBalance> GetTrialBalanceAsync(CancellationToken cancellation) =>
        client.GetTrialBalanceAsync(0, _deadline, cancellation);
}
