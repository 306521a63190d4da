using Ledger.Rules.Rows;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Commit;

namespace Ledger.Server.Partitions;

/// <summary>
/// What a lane is working on: the items that wait, what is decided on them, and the accounts as that makes them. <see cref="Undo"/>
/// forgets what is not yet durable; the items stay until they are answered.
/// </summary>
internal sealed class Batch(
    Tenure tenure, Decisions decisions, AccountLoading loading, Replies replies, FreedCards freed, Func<WorkItem, bool> sendElsewhere)
{
    private readonly WaitingItems _waiting = new();
    private readonly WorkingStates _states = new();
    /// <summary>The partitions that decided rows are of.</summary>
    private readonly List<PartitionMemory> _drafting = [];

    /// <summary>Items that wait for their answer.</summary>
    public int Count => _waiting.Count;

    public int PostingCount => _waiting.PostingCount;

    /// <summary>Postings that are decided and not yet durable.</summary>
    public int DecidedCount => decisions.Count;

    public RowBuffer Rows => decisions.Rows;

    public bool HasWork => Count > 0;

    public void Add(AccountQuestion question) => _waiting.Add(question);

    /// <summary>Takes a posting in, or answers it at once when it is a retry whose receipt is still in memory.</summary>
    public void Add(PostingItem posting)
    {
        if (tenure.Memory.RecentKeys.Find(posting.Operation.Key) is { Length: > 0 } rows) replies.Replayed(posting, rows);
        else _waiting.Add(posting);
    }

    /// <summary>Answers the postings whose keys the journal holds: retries, and what a commit of unknown outcome did bring in.</summary>
    public async Task AnswerKnownAsync(ILaneJournal journal)
    {
        var keys = _waiting.Keys();
        if (keys.Count == 0) return;
        var rows = await journal.FindAsync(keys, default);
        var transactions = rows.GroupBy(row => row.Key).ToDictionary(legs => legs.Key, legs => legs.ToArray());
        for (var left = _waiting.PostingCount; left > 0; left--)
        {
            var item = _waiting.TakePosting();
            if (transactions.TryGetValue(item.Operation.Key, out var legs)) replies.Replayed(item, legs);
            else _waiting.Add(item);
        }
    }

    /// <summary>
    /// Looks up at which accounts the cards and identifiers point that postings give, so that they are refused when decided anew.
    /// </summary>
    public async Task MarkTakenCardsAsync(ILaneJournal journal)
    {
        if (_waiting.PostingCount == 0) return;
        await decisions.LoadRelatedAsync(_waiting, journal);
        decisions.Given.Mark(await journal.FindCardsAsync(decisions.AskedFor(_waiting, tenure), default));
    }

    /// <summary>Gathers the accounts the items are about, and loads those that are not in memory. False: the epoch is over.</summary>
    public async Task<bool> LoadAsync(ILaneJournal journal)
    {
        var missing = _waiting.Gather(_states, tenure);
        if (missing.Count > 0)
        {
            if (await loading.LoadAsync(missing) is not { } loaded) return false;
            _states.AddLoaded(missing, loaded.States);
            foreach (var state in loaded.States)
            {
                var memory = missing[state.Account];
                if (!loaded.FoldedAnew.Contains(state.Account)) memory.Accounts.AddLoaded(state);
                else memory.Accounts.Publish(state, memory.LastSeq + 1, tenure.Memory.Checkpoints.Rows);
            }
        }
        await decisions.LoadRelatedAsync(_waiting, journal);
        return true;
    }

    /// <summary>
    /// Decides the postings in order, each on the states the ones before it have made. One that cannot be decided gets a problem and
    /// leaves no trace; its neighbours go on. Nothing is answered here: memory may turn out to be out of date.
    /// </summary>
    /// <param name="now">The server's clock, UTC.</param>
    /// <param name="postingsMax">The others wait for a commit of their own.</param>
    /// <param name="areKeysLookedUp">The journal held none of the keys, as far as was known when it was asked.</param>
    /// <returns>False: the keys are to be looked up first, since one that stands for another operation is told as that.</returns>
    public bool Decide(DateTime now, int postingsMax, bool areKeysLookedUp)
    {
        foreach (var item in _waiting)
        {
            if (decisions.Count >= postingsMax || decisions.IsFull || decisions.IsUnread(item.Operation)) return true;
            if (!decisions.TryBegin(item)) continue;
            var state = _states.Of(item.Operation.Account);
            if ((Undecidable.Why(item.Operation, state) ?? decisions.WhyTooMuch(item.Operation)
                ?? decisions.WhyUnseen(item.Operation) ?? decisions.WhyNoComeBack(item.Operation, state)
                ?? decisions.WhyNotReversed(item.Operation, state) ?? decisions.WhyNotTakenBack(item.Operation, state)) is { } problem)
            {
                if (!areKeysLookedUp) return false;
                decisions.Refuse(item, problem);
                continue;
            }
            var memory = BeginDraft(tenure.Of(item.Partition), now);
            var rows = decisions.Decide(item, state, memory.NextPosition);
            if (rows.Length == 0) continue;
            memory.Draft(rows.Length);
            _states.Apply(state, rows);
        }
        return true;
    }

    /// <summary>
    /// The span of the commit that follows: the wait of each operation in it ends here and leads there. Null: nobody traces.
    /// </summary>
    public IDisposable? TraceCommit(short lane)
    {
        if (Tracing.Commit(lane, DecidedCount, Rows.Count) is not { } commit) return null;
        foreach (var item in _waiting)
            if (item.Decided.RowCount > 0) Tracing.EndQueue(item.Wait, commit);
        return commit;
    }

    /// <summary>
    /// The rows are durable: makes their states the truth, then answers. This order is what "never before the commit" means in memory.
    /// </summary>
    public void PublishAndReply()
    {
        var lane = tenure.Memory;
        if (Rows.Count > 0)
        {
            _states.Publish(lane.Checkpoints.Rows);
            foreach (var partition in _drafting) partition.CommitDraft();
            lane.Commit(Rows.Count);
        }
        // Before anybody is told: whoever looks a card up from then on finds that it points nowhere.
        if (decisions.Given.HasFreed) freed.Note();
        for (var left = _waiting.PostingCount; left > 0; left--) ReplyToFirst(lane.RecentKeys);
        _waiting.AnswerQuestions(_states, tenure);
        Undo();
    }

    /// <summary>Forgets everything that is decided and not durable. The items stay.</summary>
    public void Undo()
    {
        _states.Clear();
        foreach (var partition in _drafting) partition.ForgetDraft();
        _drafting.Clear();
        decisions.Clear(_waiting);
    }

    /// <summary>Answers everything with a problem.</summary>
    public void FailAll(Google.Rpc.Status problem)
    {
        _waiting.FailAll(problem, replies);
        Undo();
    }

    /// <summary>Sends elsewhere or answers what is about partitions that the lane has not got any more.</summary>
    public void FailWithoutPartition(LaneProblems problems) =>
        _waiting.FailWithoutPartition(tenure, problems, replies, sendElsewhere);

    /// <summary>Answers the posting that has waited longest with a problem.</summary>
    public void FailFirst(Google.Rpc.Status problem) => replies.Fail(_waiting.TakePosting(), problem);

    /// <summary>All is answered: what was looked up for these items says nothing about the next ones.</summary>
    public void End() => decisions.Given.ForgetBefore();

    private PartitionMemory BeginDraft(ServedPartition partition, DateTime now)
    {
        var memory = partition.Memory!;
        if (memory.IsDrafting) return memory;
        memory.BeginDraft(partition.PostingTime(now));
        _drafting.Add(memory);
        return memory;
    }

    /// <summary>
    /// Answers the first posting when it is decided, or came with the key of one that is; otherwise it waits for the next commit.
    /// </summary>
    private void ReplyToFirst(RecentKeys recent)
    {
        var item = _waiting.FirstPosting;
        if (item.Decided.RowCount > 0)
        {
            var rows = decisions.RowsOf(item);
            recent.Add(rows);
            if (decisions.BlockBy(item) is { Length: > 0 } block) recent.Add(block);
            replies.Posted(_waiting.TakePosting(), rows);
        }
        else if (item.Decided.Problem is { } problem) replies.Fail(_waiting.TakePosting(), problem);
        else if (decisions.RowsUnder(item.Operation.Key) is { Length: > 0 } earlier) replies.Replayed(_waiting.TakePosting(), earlier);
        else _waiting.Add(_waiting.TakePosting());
    }
}
