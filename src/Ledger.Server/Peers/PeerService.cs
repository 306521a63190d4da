using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Partitions;
using Ledger.V1;
using Operation = Ledger.Rules.Asked.Operation;

namespace Ledger.Server.Peers;

/// <summary>What other servers of the ledger ask of this one. What a step says is what the journal holds of its transfer.</summary>
public sealed class PeerService
{
    private readonly JournalQueries _journal;
    private readonly AccountStates _accounts;
    private readonly Router _router;

    internal PeerService(JournalQueries journal, AccountStates accounts, Router router) =>
        (_journal, _accounts, _router) = (journal, accounts, router);

    internal async Task<Receipt> Follow(TransferStep request, ServerCallContext context)
    {
        var check = new Violations();
        var isKey = UuidV7.TryReadHeld(request.Transfer.Span, out var key);
        if (!isKey) check.Add("transfer", "is not a UUID in 16 bytes", "KEY_MALFORMED");
        check.Account("account", request.Account);
        check.ThrowIfAny();

        var rows = await _journal.FindAsync(key, context.CancellationToken);
        if (rows.Count == 0 || SentTransfer.Of(rows[0]) is not { } sent)
            throw Problems.ToException(Problems.NotFound("transfer", "the journal holds no such transfer", "UNKNOWN_KEY"));
        var step = new StepPosting(StepOf(request, sent)) { From = Caller.Of(context.GetHttpContext()) };
        _router.Hand(request.Account, step);
        return await step.Receipt;
    }

    internal async Task<Merged> GetMerge(GetMergeRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Account("account", request.Account);
        check.ThrowIfAny();
        var (state, problem) = await _accounts.AskAsync(
            request.Account, Caller.Of(context.GetHttpContext()), context.CancellationToken, context.Deadline);
        if (problem is not null) throw Problems.ToException(problem);
        return new Merged { MergedInto = Survivors.MergedInto(state!) };
    }

    private static Operation StepOf(TransferStep request, SentTransfer sent) => request.Kind switch
    {
        TransferStep.Types.Kind.Arrive when request.Account == sent.To => OwnOperations.Arrive(sent),
        TransferStep.Types.Kind.ComeBack => OwnOperations.ComeBack(sent, request.Account),
        TransferStep.Types.Kind.TakeBack => OwnOperations.TakeBack(sent, request.Account, request.ToAccount),
        _ => throw Problems.ToException(Problems.Invalid("kind", "is no step of this transfer", "OUT_OF_RANGE")),
    };
}

/// <summary>The calls of servers among themselves.</summary>
internal sealed class PeerMethods : IServiceMethodProvider<PeerService>
{
    private const string Service = "ledger.v1.Peers";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<PeerService> context)
    {
        context.AddUnaryMethod(
            Methods.Of<TransferStep, Receipt>(Service, "Follow"), [], (service, request, call) => service.Follow(request, call));
        context.AddUnaryMethod(
            Methods.Of<GetMergeRequest, Merged>(Service, "GetMerge"), [], (service, request, call) => service.GetMerge(request, call));
    }
}
