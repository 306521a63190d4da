using Ledger.Rules.Asked;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Contract;
using Ledger.Server.Hosting;
using Ledger.Server.Intake;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Intake.Proving;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Partitions;
using Ledger.Server.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ledger.Server.Tests.Recorded;

/// <summary>
/// A posting through a server that cannot see the other side of a transfer, as where another server writes it. It leaves the rows it left
/// when no server looked, so that all that follows has the numbers it had.
/// </summary>
internal static class BlindSending
{
    /// <summary>Posts what was sent, and asserts that it is answered as it was.</summary>
    public static async Task OfAsync(LedgerHost host, RecordedCall call)
    {
        var parts = host.Parts;
        var lookups = new BlindLookups(parts.GetRequiredService<ILookups>());
        var reader = new OperationReader(
            parts.GetRequiredService<OperationCheck>(),
            new OperationResolver(parts.GetRequiredService<ProgramBook>(), parts.GetRequiredService<CardKey>(), lookups),
            new OperationProof(parts.GetRequiredService<PinCheck>(), lookups), lookups);
        var (operation, problem) = await reader.ReadAsync(V1.Operation.Parser.ParseFrom(call.Sent[0]), Caller.Own, default);
        Assert.Null(problem);
        var posting = new UnaryPosting(operation!, null, new DefaultHttpContext());
        parts.GetRequiredService<Router>().Hand(operation!.Account, posting);
        Assert.Equal(call.Answer.Received[0], await posting.Receipt);
    }

    private sealed class BlindLookups(ILookups lookups) : ILookups
    {
        public ValueTask<long?> AccountOfAsync(Guid id, CancellationToken cancellation) => lookups.AccountOfAsync(id, cancellation);

        public ValueTask<(short Program, string Type)?> StockOfAsync(Guid card, CancellationToken cancellation) =>
            lookups.StockOfAsync(card, cancellation);

        public ValueTask<IReadOnlyList<JournalRow>> RowsOfAsync(Guid key, CancellationToken cancellation) =>
            lookups.RowsOfAsync(key, cancellation);

        public ValueTask<(long Account, Google.Rpc.Status? Problem)> SurvivorOfAsync(
            long account, Caller from, CancellationToken cancellation) =>
            lookups.SurvivorOfAsync(account, from, cancellation);

        public ValueTask<(TakenBack? Answer, Google.Rpc.Status? Problem)> TakeBackAsync(
            JournalRow transfer, CancellationToken cancellation) => lookups.TakeBackAsync(transfer, cancellation);

        public ValueTask<(AccountState? State, Google.Rpc.Status? Problem)> StateOfAsync(
            long account, Caller from, CancellationToken cancellation) =>
            new((null, Problems.HeldElsewhere(0, 1)));
    }
}
