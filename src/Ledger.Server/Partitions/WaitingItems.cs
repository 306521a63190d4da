using Ledger.Rules.State;

namespace Ledger.Server.Partitions;

/// <summary>
/// The items of a batch that have no answer yet, postings in the order in which they came. Whoever answers one takes it out first: what is
/// here is unanswered, and what is not is answered, wherever the work broke off.
/// </summary>
internal sealed class WaitingItems
{
    private readonly Queue<PostingItem> _postings = new();
    private readonly Queue<AccountQuestion> _questions = new();

    public int Count => _postings.Count + _questions.Count;

    public int PostingCount => _postings.Count;

    public void Add(AccountQuestion question) => _questions.Enqueue(question);

    /// <summary>
    /// Puts a posting behind the others. Taking out as many as there are and putting some of them back keeps their order.
    /// </summary>
    public void Add(PostingItem posting) => _postings.Enqueue(posting);

    /// <summary>The posting that has waited longest.</summary>
    public PostingItem FirstPosting => _postings.Peek();

    /// <summary>Takes <see cref="FirstPosting"/> out.</summary>
    public PostingItem TakePosting() => _postings.Dequeue();

    /// <summary>The postings, first come first.</summary>
    public Queue<PostingItem>.Enumerator GetEnumerator() => _postings.GetEnumerator();

    public IReadOnlyCollection<Guid> Keys() => _postings.Select(item => item.Operation.Key).ToHashSet();

    /// <summary>
    /// Gathers the states of all accounts that are asked about; returns the accounts that memory does not hold, each with its partition.
    /// </summary>
    public IReadOnlyDictionary<long, PartitionMemory> Gather(WorkingStates states, Tenure tenure)
    {
        var missing = new Dictionary<long, PartitionMemory>();
        foreach (var item in _postings) Gather(item.Operation.Account, tenure.MemoryOf(item.Partition)!);
        foreach (var question in _questions) Gather(question.Account, tenure.MemoryOf(question.Partition)!);
        return missing;

        void Gather(long account, PartitionMemory memory)
        {
            if (!states.TryGather(account, memory)) missing[account] = memory;
        }
    }

    /// <summary>Answers the questions from what is durable now.</summary>
    public void AnswerQuestions(WorkingStates states, Tenure tenure)
    {
        while (_questions.TryDequeue(out var question))
            question.Answer(tenure.MemoryOf(question.Partition)!.Accounts.Lend(question.Account) ?? states.Of(question.Account));
    }

    /// <summary>Sends elsewhere or answers what is about partitions that the lane does not have.</summary>
    public void FailWithoutPartition(Tenure tenure, LaneProblems problems, Replies replies, Func<WorkItem, bool> sendElsewhere)
    {
        for (var left = _postings.Count; left > 0; left--)
        {
            var item = _postings.Dequeue();
            if (tenure.MemoryOf(item.Partition) is not null) _postings.Enqueue(item);
            else if (tenure.IsBroken(item.Partition)) replies.Fail(item, problems.Stopped());
            else if (!sendElsewhere(item)) replies.Fail(item, problems.HeldElsewhere(item.Partition));
        }
        for (var left = _questions.Count; left > 0; left--)
        {
            var question = _questions.Dequeue();
            if (tenure.MemoryOf(question.Partition) is not null) _questions.Enqueue(question);
            else question.Fail(tenure.IsBroken(question.Partition) ? problems.Stopped() : problems.HeldElsewhere(question.Partition));
        }
    }

    /// <summary>Answers everything with a problem.</summary>
    public void FailAll(Google.Rpc.Status problem, Replies replies)
    {
        while (_postings.TryDequeue(out var posting)) replies.Fail(posting, problem);
        while (_questions.TryDequeue(out var question)) question.Fail(problem);
    }
}
