using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Partitions;

/// <summary>
/// Answers postings, counts and notes what they were told. A reply that cannot be given fails alone: what it was about is durable, so its
/// caller gets an error id and asks again with the same key, and neither the lane nor the other callers notice.
/// </summary>
internal sealed class Replies(LaneFigures figures, SentTransfers? sent, TimeProvider time, ILogger logger)
{
    /// <summary>Tells a posting its own durable rows, which must not be empty.</summary>
    public void Posted(PostingItem item, ReadOnlySpan<JournalRow> rows)
    {
        figures.CountAnswer(rows[0].Outcome);
        try
        {
            item.Answer(rows, replayed: false);
        }
        catch (Exception reason)
        {
            Lost(item, reason);
        }
        if (rows[0].Kind is OperationKind.Transfer or OperationKind.Merge or OperationKind.TakeBack) sent?.Note(rows[0]);
    }

    /// <summary>
    /// Tells a posting the durable rows that were there under its key before: it is a retry, or its key stands for something else.
    /// </summary>
    public void Replayed(PostingItem item, ReadOnlySpan<JournalRow> rows)
    {
        Tracing.EndQueue(item.Wait);
        try
        {
            var difference = PayloadDifference.Between(rows[0], item.Operation);
            if (rows[0].Program != item.Operation.Program && (difference is not null || rows[0].Kind == OperationKind.BlockKey))
            {
                // Another program's key is its members' business: that it is used is all there is to tell.
                figures.CountAnswer(Outcome.KeyReused);
                item.AnswerKeyReused(rows[0] with { Account = 0, Partition = 0, Seq = 0 }, "store");
                return;
            }
            if (difference is { } field)
            {
                figures.CountAnswer(Outcome.KeyReused);
                item.AnswerKeyReused(rows[0], field);
                return;
            }
            figures.CountReplay();
            item.Answer(rows, replayed: true);
        }
        catch (Exception reason)
        {
            Lost(item, reason);
        }
    }

    /// <summary>Tells a posting a problem.</summary>
    public void Fail(PostingItem item, Google.Rpc.Status problem)
    {
        Tracing.EndQueue(item.Wait);
        try
        {
            item.Fail(problem);
        }
        catch (Exception reason)
        {
            LaneLog.ReplyFailed(logger, reason, item.Partition, item.Operation.Key, NewErrorId());
        }
    }

    private void Lost(PostingItem item, Exception reason)
    {
        var errorId = NewErrorId();
        LaneLog.ReplyFailed(logger, reason, item.Partition, item.Operation.Key, errorId);
        Fail(item, Problems.Fault(errorId));
    }

    private string NewErrorId() => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
}
