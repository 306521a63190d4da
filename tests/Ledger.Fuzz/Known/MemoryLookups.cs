using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Intake.Resolving;
using Status = Google.Rpc.Status;

namespace Ledger.Fuzz.Known;

/// <summary>A ledger in memory, as far as reading an operation asks for one. What is not put in is not there.</summary>
internal sealed class MemoryLookups : ILookups
{
    /// <summary>Cards and identifiers by their keyed hashes.</summary>
    public Dictionary<Guid, long> Names { get; } = [];

    /// <summary>Types of cards in stock.</summary>
    public Dictionary<Guid, (short Program, string Type)> Stock { get; } = [];

    /// <summary>What is in the journal, by key.</summary>
    public Dictionary<Guid, IReadOnlyList<JournalRow>> Journal { get; } = [];

    public Dictionary<long, AccountState> Accounts { get; } = [];

    /// <summary>What keeps accounts from being asked; null: nothing.</summary>
    public Status? Problem { get; set; }

    public ValueTask<long?> AccountOfAsync(Guid id, CancellationToken cancellation) =>
        ValueTask.FromResult<long?>(Names.TryGetValue(id, out var account) ? account : null);

    public ValueTask<(short Program, string Type)?> StockOfAsync(Guid card, CancellationToken cancellation) =>
        ValueTask.FromResult(Stock.TryGetValue(card, out var made) ? made : ((short, string)?)null);

    public ValueTask<IReadOnlyList<JournalRow>> RowsOfAsync(Guid key, CancellationToken cancellation) =>
        ValueTask.FromResult(Journal.GetValueOrDefault(key) ?? []);

    public ValueTask<(long Account, Status? Problem)> SurvivorOfAsync(long account, Caller from, CancellationToken cancellation) =>
        ValueTask.FromResult((account, Problem));

    public ValueTask<(TakenBack? Answer, Status? Problem)> TakeBackAsync(JournalRow transfer, CancellationToken cancellation) =>
        ValueTask.FromResult<(TakenBack?, Status?)>((new TakenBack(Outcome.Posted, transfer.Asked), Problem));

    public ValueTask<(AccountState? State, Status? Problem)> StateOfAsync(long account, Caller from, CancellationToken cancellation) =>
        ValueTask.FromResult(
            Problem is null ? (Accounts.GetValueOrDefault(account) ?? new AccountState(account), Problem) : (null, Problem));
}
