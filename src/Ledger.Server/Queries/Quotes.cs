using Grpc.Core;
using Ledger.Rules;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Contract;
using Ledger.Server.Intake;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Partitions;
using Ledger.Server.Programs;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Queries;

/// <summary>
/// What an operation would do: read by the same reader, decided by the same rules on the account as its writer has it, and posted nowhere.
/// A PIN that is typed is taken as right: a quote is no place to try PINs.
/// </summary>
internal sealed class Quotes(
    PermittedReader reader, AccountStates accounts, JournalQueries journal, CardDirectory cards, ProgramBook programs,
    LedgerDatabase database, TimeProvider time)
{
    public async Task<(V1.Receipt? Receipt, Status? Problem)> OfAsync(V1.Operation wire, ServerCallContext context)
    {
        var (from, cancellation) = (Caller.Of(context.GetHttpContext()), context.CancellationToken);
        var isKeyMade = wire.Key.IsEmpty;
        if (isKeyMade)
        {
            wire = wire.Clone();
            wire.Key = Receipts.KeyBytes(Guid.CreateVersion7(time.GetUtcNow()));
        }
        var (operation, problem) = await reader.ReadAsync(
            wire, from, reader.SessionOf(context.GetHttpContext()), cancellation, isQuote: true);
        if (problem is not null) return (null, problem);
        if (!isKeyMade && await journal.FindAsync(operation!.Key, cancellation) is { Count: > 0 } known)
            return (Again([.. known], operation), null);

        var (state, unasked) = await accounts.AskAsync(operation!.Account, from, cancellation, context.Deadline);
        if ((unasked ?? Undecidable.Why(operation, state!)) is { } undecidable) return (null, undecidable);
        var receipt = Receipts.Of(await DecideAsync(operation, state!, cancellation));
        (receipt.Sequence, receipt.PostedAt) = (0, null);
        if (isKeyMade) Forget(receipt, operation);
        return (receipt, null);
    }

    // The key has its answer already: posting it again would get that.
    private static V1.Receipt Again(JournalRow[] rows, Operation operation)
    {
        var receipt = PayloadDifference.Between(rows[0], operation) is { } field
            ? Receipts.KeyReused(rows[0], field)
            : Receipts.Of(rows, replayed: true);
        (receipt.Sequence, receipt.PostedAt) = (0, null);
        return receipt;
    }

    private async Task<JournalRow[]> DecideAsync(Operation operation, AccountState state, CancellationToken cancellation)
    {
        JournalRow[] related = operation.Original is { } original ? [.. await journal.FindRelatedAsync(original, cancellation)] : [];
        var taken = await TakenAsync(operation, related, state, cancellation);
        var program = state.IsOpen ? state.Program : operation.Program;
        var rules = programs.RulesAt(program, operation.BusinessTime);
        var circumstances = new Circumstances
        {
            Taken = taken, Related = related, OriginalRules = RelatedRows.RulesOf(operation.Original, related, programs),
            LastDate = programs.LastDateOf(program, operation),
        };
        var position = new Position(Router.PartitionOf(operation.Account, database.Partitions), state.LastSeq + 1, Now());
        var rows = new RowBuffer();
        Decide.On(state, operation, rules, circumstances, position, rows);
        return rows.Rows.ToArray();
    }

    // In microseconds, as a posting is decided.
    private DateTime Now()
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new DateTime(now.Ticks - now.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
    }

    private async ValueTask<IReadOnlySet<Guid>?> TakenAsync(
        Operation operation, JournalRow[] related, AccountState state, CancellationToken cancellation)
    {
        HashSet<Guid>? taken = null;
        foreach (var id in GivenIds.By(operation, related, state))
            if (await cards.FindAsync(id, cancellation) is { } holder && (holder != operation.Account || id == operation.NewCard?.Id))
                (taken ??= []).Add(id);
        return taken;
    }

    // What follows from a key that nobody will ever send is of no use.
    private static void Forget(V1.Receipt receipt, Operation operation)
    {
        (receipt.Key, receipt.ArrivalKey) = (Google.Protobuf.ByteString.Empty, Google.Protobuf.ByteString.Empty);
        if (operation is { Kind: OperationKind.OpenAccount, AccountStated: false }) (receipt.Account, receipt.Partition) = (0, 0);
    }
}
