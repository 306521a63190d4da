using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Reading;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Partitions;

/// <summary>
/// Asks the other side of a transfer for what is left of it there, before the transfer is reversed: each step has a key that follows from
/// the transfer, so however often it is asked, and by whichever server, it is taken back once.
/// </summary>
internal sealed class TakeBacks(Router router, Survivors survivors, JournalQueries journal)
{
    /// <summary>
    /// What the other side has answered, now or before; neither an answer nor a problem: the transfer has never been there and has come
    /// back by itself.
    /// </summary>
    /// <param name="to">Where what is left is to go.</param>
    public async ValueTask<(TakenBack? Answer, Status? Problem)> OfAsync(SentTransfer sent, long to, CancellationToken cancellation)
    {
        if (await AnswerAsync(sent, cancellation) is { } before) return (before, null);
        var (arrived, problem) = await PostAsync(OwnOperations.Arrive(sent), cancellation);
        if (problem is not null) return (null, problem);
        if (!arrived)
        {
            (_, problem) = await PostAsync(OwnOperations.ComeBack(sent, to), cancellation);
            return (null, problem);
        }
        (var there, problem) = await survivors.OfAsync(sent.To, Caller.Own, cancellation);
        if (problem is null) (_, problem) = await PostAsync(OwnOperations.TakeBack(sent, there, to), cancellation);
        if (problem is not null) return (null, problem);
        return await AnswerAsync(sent, cancellation) is { } answer ? (answer, null) : (null, Undecidable.BeingTakenBack());
    }

    /// <summary>What the rows of a take-back say.</summary>
    public static TakenBack AnswerOf(IEnumerable<JournalRow> rows)
    {
        var (outcome, amount) = (Outcome.None, 0L);
        foreach (var row in rows) (outcome, amount) = (row.Outcome, amount - row.Amount);
        return new TakenBack(outcome, amount);
    }

    private async ValueTask<TakenBack?> AnswerAsync(SentTransfer sent, CancellationToken cancellation) =>
        await journal.FindAsync(DerivedKeys.TakeBackOf(sent.Key), cancellation) is { Count: > 0 } rows ? AnswerOf(rows) : null;

    // What another server's account has decided is in the journal; what it has not, that server is asked for.
    private async ValueTask<(bool IsPosted, Status? Problem)> PostAsync(Operation operation, CancellationToken cancellation)
    {
        if (await journal.FindAsync(operation.Key, cancellation) is { Count: > 0 } rows)
            return (OwnPosting.AnswerOf(rows[0], operation.Kind) == OwnAnswer.Posted, null);
        var posting = new OwnPosting(operation);
        router.Hand(operation.Account, posting);
        var answer = await posting.Answered;
        return (answer == OwnAnswer.Posted, answer == OwnAnswer.Open ? posting.Problem : null);
    }
}
