using System.Diagnostics;
using Ledger.Rules.Asked;
using Ledger.Rules.Rows;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>An operation to be decided and posted.</summary>
public abstract class PostingItem(Operation operation) : WorkItem
{
    public Operation Operation { get; } = operation;

    /// <summary>Its wait for a commit; null: nobody traces.</summary>
    internal Activity? Wait { get; set; }

    /// <summary>What the batch under way decided on it.</summary>
    internal DecidedAs Decided { get; set; }

    /// <summary>
    /// Answers with the transaction: its rows in the order of their legs, valid during the call. The decision is durable.
    /// </summary>
    /// <param name="rows">At least one.</param>
    /// <param name="replayed">True when the rows were there before this item came.</param>
    public abstract void Answer(ReadOnlySpan<JournalRow> rows, bool replayed);

    /// <summary>Answers that the key stands for another operation, whose first row is given.</summary>
    public abstract void AnswerKeyReused(in JournalRow first, string differingField);
}

/// <summary>What a batch decided on a posting: the rows it wrote, or the problem that is its answer, or nothing yet.</summary>
internal readonly record struct DecidedAs(int FirstRow, int RowCount, Google.Rpc.Status? Problem);
