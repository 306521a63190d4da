using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;

namespace Ledger.Server.Partitions;

/// <summary>An operation of the ledger's own, and what became of it.</summary>
internal sealed class OwnPosting(Operation operation) : PostingItem(operation), ISendable
{
    private readonly TaskCompletionSource<OwnAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<OwnAnswer> Answered => _answer.Task;

    /// <summary>Why nothing final is known, once it is answered so; null: something is.</summary>
    public Google.Rpc.Status? Problem { get; private set; }

    /// <summary>What the first row under the key of an operation of this kind says.</summary>
    public static OwnAnswer AnswerOf(in JournalRow first, OperationKind kind) =>
        first.Kind == kind ? AnswerOf(first.Outcome) : OwnAnswer.Refused;

    /// <summary>A step of a transfer; what is due on an account is the business of the server that has it.</summary>
    public SentOn? ToSendOn()
    {
        var step = Operation.Kind switch
        {
            OperationKind.Arrive => V1.TransferStep.Types.Kind.Arrive,
            OperationKind.ComeBack => V1.TransferStep.Types.Kind.ComeBack,
            OperationKind.TakeBack => V1.TransferStep.Types.Kind.TakeBack,
            _ => V1.TransferStep.Types.Kind.Unspecified,
        };
        if (step == V1.TransferStep.Types.Kind.Unspecified) return null;
        return new SentOn(null, new V1.TransferStep
        {
            Kind = step, Transfer = Receipts.KeyBytes(Operation.Original!.Value), Account = Operation.Account,
            ToAccount = Operation.Terms is OtherAccountTerms other ? other.Account : 0,
        });
    }

    public void Answer(V1.PostResult result, string owner)
    {
        if (result.Problem is { } problem) Fail(problem);
        else _answer.TrySetResult(AnswerOf((Outcome)result.Receipt.Outcome));
    }

    public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed) => _answer.TrySetResult(AnswerOf(rows[0], Operation.Kind));

    // Of a server whose payloads are hashed in another way; or a caller has used the key of an arrival for something else.
    public override void AnswerKeyReused(in JournalRow first, string differingField) =>
        _answer.TrySetResult(AnswerOf(first, Operation.Kind));

    public override void Fail(Google.Rpc.Status problem)
    {
        Problem = problem;
        _answer.TrySetResult(OwnAnswer.Open);
    }

    private static OwnAnswer AnswerOf(Outcome outcome) =>
        outcome.IsPosted() || outcome == Outcome.OriginalUnknown ? OwnAnswer.Posted : OwnAnswer.Refused;
}

/// <summary>What is known of an operation of the ledger's own.</summary>
internal enum OwnAnswer
{
    /// <summary>Nothing that is final: it is tried again.</summary>
    Open,
    /// <summary>It is done; or what it refers to is not in the journal, so that there is nothing to do.</summary>
    Posted,
    /// <summary>It will never be posted under its key.</summary>
    Refused,
}
