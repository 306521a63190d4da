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
    /// Gathers the states of all accounts that are asked about; returns the accounts that <paramref name="accounts"/> does not hold.
    /// </summary>
    public IReadOnlyCollection<long> Gather(WorkingStates states, AccountCache accounts)
    {
        var missing = new HashSet<long>();
        foreach (var item in _postings)
            if (!states.TryGather(item.Operation.Account, accounts)) missing.Add(item.Operation.Account);
        foreach (var question in _questions)
            if (!states.TryGather(question.Account, accounts)) missing.Add(question.Account);
        return missing;
    }

    /// <summary>Answers the questions from what is durable now.</summary>
    public void AnswerQuestions(WorkingStates states, AccountCache accounts)
    {
        while (_questions.TryDequeue(out var question)) question.Answer(accounts.Lend(question.Account) ?? states.Of(question.Account));
    }

    /// <summary>Answers everything with a problem.</summary>
    public void FailAll(Google.Rpc.Status problem, Replies replies)
    {
        while (_postings.TryDequeue(out var posting)) replies.Fail(posting, problem);
        while (_questions.TryDequeue(out var question)) question.Fail(problem);
    }
}
