using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>
/// Takes what is about partitions that this server has not. What it has taken in is answered exactly once, by it or by the lane that gets
/// the partition meanwhile and has it back.
/// </summary>
internal interface IElsewhere
{
    /// <summary>
    /// Takes an item, after those of its partition that it has already; false: it is not to be decided elsewhere, or there is no room.
    /// </summary>
    bool Take(WorkItem item);

    /// <summary>Something of the partition is with another server and has no answer yet: what comes later waits for that.</summary>
    bool IsSending(short partition);

    /// <summary>This server has the partition now: adds what waits here to <paramref name="chain"/>, first come first.</summary>
    void TakeBack(short partition, ref WorkChain chain);

    /// <summary>
    /// Into which account another one has been merged, as the server says that has its partition; 0: into none; null: it cannot be asked.
    /// </summary>
    ValueTask<long?> MergedIntoAsync(long account, CancellationToken cancellation);
}

/// <summary>Work that another server can do as well.</summary>
internal interface ISendable
{
    /// <summary>
    /// What is sent on; null: it came from another server already, which alone may send it elsewhere, or is nobody else's business.
    /// </summary>
    SentOn? ToSendOn();

    /// <summary>Answers with what another server has answered.</summary>
    /// <param name="owner">The address of that server.</param>
    void Answer(V1.PostResult result, string owner);
}

/// <summary>
/// What is sent on to another server: an operation as a caller has sent it, or a step of a transfer; exactly one of the two.
/// </summary>
internal readonly record struct SentOn(V1.Operation? Operation, V1.TransferStep? Step);
