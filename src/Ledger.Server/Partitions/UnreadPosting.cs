using Ledger.V1;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>
/// An operation that could not be read, because what it has to be compared with is in a partition of another server: it is sent there as it
/// came, or read again when the partition turns out to be here.
/// </summary>
internal sealed class UnreadPosting(Operation message) : WorkItem, ISendable
{
    private readonly TaskCompletionSource<PostResult?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What another server has answered; or the problem; null: it is to be read again.</summary>
    public Task<PostResult?> Answered => _answer.Task;

    public void ReadAgain() => _answer.TrySetResult(null);

    public SentOn? ToSendOn() => new SentOn(message, null);

    public void Answer(PostResult result, string owner) => _answer.TrySetResult(result);

    public override void Fail(Status problem) => _answer.TrySetResult(new PostResult { Problem = problem });
}
