using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Partitions;

/// <summary>An operation of the ledger's own, and what became of it.</summary>
internal sealed class OwnPosting(Operation operation) : PostingItem(operation)
{
    private readonly TaskCompletionSource<OwnAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<OwnAnswer> Answered => _answer.Task;

    /// <summary>Why nothing final is known, once it is answered so; null: something is.</summary>
    public Google.Rpc.Status? Problem { get; private set; }

    /// <summary>What the first row under the key of an operation of this kind says.</summary>
    public static OwnAnswer AnswerOf(in JournalRow first, OperationKind kind) =>
        first.Kind == kind && (first.Outcome.IsPosted() || first.Outcome == Outcome.OriginalUnknown) ? OwnAnswer.Posted : OwnAnswer.Refused;

    public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed) => _answer.TrySetResult(AnswerOf(rows[0], Operation.Kind));

    // Of a server whose payloads are hashed in another way; or a caller has used the key of an arrival for something else.
    public override void AnswerKeyReused(in JournalRow first, string differingField) =>
        _answer.TrySetResult(AnswerOf(first, Operation.Kind));

    public override void Fail(Google.Rpc.Status problem)
    {
        Problem = problem;
        _answer.TrySetResult(OwnAnswer.Open);
    }
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
