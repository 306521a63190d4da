using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Contract;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Journals;

/// <summary>What a caller is told: a receipt, or a problem.</summary>
internal sealed record Answer(V1.Receipt? Receipt, Google.Rpc.Status? Problem)
{
    public V1.Outcome? Outcome => Receipt?.Outcome;

    /// <summary>The reason inside the problem's details, e.g. DATABASE_AWAY.</summary>
    public string? Reason => Problem?.Details.Where(detail => detail.Is(Google.Rpc.ErrorInfo.Descriptor))
        .Select(detail => detail.Unpack<Google.Rpc.ErrorInfo>().Reason).FirstOrDefault();
}

/// <summary>An operation whose answers a test can see, the second one included that must never come.</summary>
internal sealed class TestPosting(Operation operation) : PostingItem(operation)
{
    private readonly TaskCompletionSource<Answer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answers;

    public Task<Answer> Answered => _answer.Task.WaitAsync(WorkerRig.Patience);

    /// <summary>The answer, however long it takes.</summary>
    public Task<Answer> Completion => _answer.Task;

    public bool HasAnswer => _answers > 0;

    /// <summary>Its receipt cannot be made: the answer throws.</summary>
    public bool HasNoReceipt { get; init; }

    public override void Answer(ReadOnlySpan<JournalRow> rows, bool replayed)
    {
        if (HasNoReceipt) throw new InvalidOperationException("injected: a receipt that cannot be encoded");
        Take(new Answer(Receipts.Of(rows, replayed), null));
    }

    public override void AnswerKeyReused(in JournalRow first, string differingField) =>
        Take(new Answer(Receipts.KeyReused(first, differingField), null));

    public override void Fail(Google.Rpc.Status problem) => Take(new Answer(null, problem));

    private void Take(Answer answer)
    {
        if (Interlocked.Increment(ref _answers) > 1)
            throw new InvalidOperationException($"Key {Operation.Key} is answered twice, now with {answer}.");
        _answer.SetResult(answer);
    }
}
