using Ledger.Rules;
using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Programs;

namespace Ledger.Server.Partitions;

/// <summary>
/// What a partition is working on: unanswered items, and for the postings among them the rows and account states that are decided but
/// not yet durable. <see cref="Undo"/> forgets those; the items stay until they are answered.
/// </summary>
internal sealed class Batch(PartitionFigures figures)
{
    // A posting over very many lots has very many rows: the others then wait for the next commit.
    private const int RowsMax = 10_000;

    private readonly List<PostingItem> _postings = [];
    private readonly List<AccountQuestion> _questions = [];
    /// <summary>Accounts as memory or checkpoint have them; never written to.</summary>
    private readonly Dictionary<long, AccountState> _known = [];
    /// <summary>Copies that have taken in this batch's rows.</summary>
    private readonly Dictionary<long, AccountState> _working = [];
    /// <summary>The posting that each key was decided for first.</summary>
    private readonly Dictionary<Guid, PostingItem> _keys = [];
    /// <summary>States that nobody refers to any more, to copy into. Never more than the accounts of two batches.</summary>
    private readonly Stack<AccountState> _spare = [];
    private readonly GivenIds _given = new();
    private readonly RelatedRows _related = new();
    /// <summary>Rows of this batch that block the key of an operation that has not arrived.</summary>
    private readonly Dictionary<Guid, int> _blocked = [];
    private bool _oneByOne;

    public RowBuffer Rows { get; } = new();

    public int Count => _postings.Count + _questions.Count;

    public int PostingCount => _postings.Count;

    /// <summary>Postings that are decided and not yet durable.</summary>
    public int DecidedCount => _keys.Count;

    public bool HasWork => Count > 0;

    /// <summary>Set when keys of this batch may be in the journal already: they are looked up before anything is decided.</summary>
    public bool LooksUpKeys { get; set; }

    public bool Ticked { get; set; }

    /// <summary>Told of every transfer that has left; null: upkeep finds them.</summary>
    public SentTransfers? Sent { get; init; }

    /// <summary>Takes an item in, or answers it at once when it is a retry whose receipt is still in memory.</summary>
    public void Add(WorkItem item, PartitionMemory memory)
    {
        if (item is AccountQuestion question)
        {
            _questions.Add(question);
            return;
        }
        var posting = (PostingItem)item;
        if (memory.RecentKeys.Find(posting.Operation.Key) is { Length: > 0 } rows) AnswerRetry(posting, rows);
        else _postings.Add(posting);
    }

    public IReadOnlyCollection<Guid> Keys() => _postings.Select(item => item.Operation.Key).ToHashSet();

    /// <summary>Answers every posting whose key is among <paramref name="rows"/>, ordered by key and leg.</summary>
    public void AnswerKnown(IReadOnlyList<JournalRow> rows)
    {
        var all = rows.ToArray();
        var transactions = new Dictionary<Guid, Range>();
        for (int first = 0, next; first < all.Length; first = next)
        {
            for (next = first + 1; next < all.Length && all[next].Key == all[first].Key;) next++;
            transactions[all[first].Key] = first..next;
        }
        _postings.RemoveAll(item =>
        {
            item.IsKeyLookedUp = true;
            if (!transactions.TryGetValue(item.Operation.Key, out var range)) return false;
            AnswerRetry(item, all.AsSpan()[range]);
            return true;
        });
    }

    /// <summary>Gathers the accounts the batch is about; returns those that <paramref name="accounts"/> does not hold.</summary>
    public IReadOnlyCollection<long> AccountsMissingIn(AccountCache accounts)
    {
        var missing = new HashSet<long>();
        foreach (var item in _postings) Gather(item.Operation.Account);
        foreach (var question in _questions) Gather(question.Account);
        return missing;

        void Gather(long account)
        {
            if (_known.ContainsKey(account)) return;
            if (accounts.TryGet(account, out var state)) _known.Add(account, state);
            else missing.Add(account);
        }
    }

    /// <summary>Takes in what the checkpoints hold of the missing accounts; an account without a checkpoint has never had a row.</summary>
    public void AddLoaded(IReadOnlyCollection<long> missing, IReadOnlyList<AccountState> loaded)
    {
        foreach (var state in loaded) _known.Add(state.Account, state);
        foreach (var account in missing) _known.TryAdd(account, new AccountState(account));
    }

    /// <summary>
    /// Decides the postings in order, each on the states the ones before it have made. One that cannot be decided gets a problem and
    /// leaves no trace; its neighbours go on. Nothing is answered here: memory may turn out to be out of date.
    /// </summary>
    public void Decide(PartitionMemory memory, ProgramBook programs, short partition, DateTime now, ILogger logger)
    {
        foreach (var item in _postings)
        {
            if ((_oneByOne && _keys.Count > 0) || Rows.Count >= RowsMax) break;
            // The same key again: answered from the first one's rows. So is a key that was blocked.
            if (_blocked.ContainsKey(item.Operation.Key) || !_keys.TryAdd(item.Operation.Key, item)) continue;

            var first = Rows.Count;
            var state = _working.GetValueOrDefault(item.Operation.Account) ?? _known[item.Operation.Account];
            if (Undecidable(item.Operation, state) is { } problem)
            {
                // A key that stands for another operation is told as that first.
                LooksUpKeys |= !item.IsKeyLookedUp;
                item.Decided = new DecidedAs(first, 0, problem);
                continue;
            }
            try
            {
                var rules = programs.RulesAt(state.IsOpen ? state.Program : item.Operation.Program, item.Operation.BusinessTime);
                var related = item.Operation.Original is { } original ? _related.Of(original, Rows.Rows) : [];
                var circumstances = new Circumstances
                {
                    Taken = _given.TakenFrom(item), Related = related, OriginalRules = RelatedRows.RulesOf(item.Operation.Original, related, programs),
                };
                Ledger.Rules.Decide.On(state, item.Operation, rules, circumstances, new Position(partition, memory.LastSeq + 1 + first, now), Rows);
            }
            catch (Exception reason) when (reason is not InvariantBrokenException)
            {
                Rows.Truncate(first);
                var errorId = Guid.CreateVersion7(now).ToString("N");
                PartitionLog.Poison(logger, reason, partition, errorId);
                item.Decided = new DecidedAs(first, 0, Problems.Fault(errorId));
                continue;
            }
            Apply(item, state, first);
            item.Decided = new DecidedAs(first, Rows.Count - first, null);
        }
    }

    /// <summary>The rows are durable: makes their states the truth, then answers. This order is what "never before the commit" means in memory.</summary>
    public void PublishAndReply(PartitionMemory memory)
    {
        if (Rows.Count > 0)
        {
            memory.Publish(_working.Values, Rows[0].Seq, Rows[Rows.Count - 1].Seq, _spare);
            _working.Clear();
        }

        var left = 0;
        for (var at = 0; at < _postings.Count; at++)
            if (!Reply(_postings[at], memory)) _postings[left++] = _postings[at];
        _postings.RemoveRange(left, _postings.Count - left);
        foreach (var question in _questions)
            question.Answer(memory.Accounts.Lend(question.Account) ?? _known[question.Account]);

        _questions.Clear();
        if (_postings.Count == 0) _oneByOne = false;
        Undo();
    }

    /// <summary>Forgets everything that is decided and not durable. The items stay.</summary>
    public void Undo()
    {
        Rows.Truncate(0);
        _known.Clear();
        foreach (var copy in _working.Values) _spare.Push(copy);
        _working.Clear();
        foreach (var item in _postings) item.Decided = default;
        _keys.Clear();
        _given.Clear();
        _related.Clear();
        _blocked.Clear();
    }

    /// <summary>Answers everything with a problem.</summary>
    public void FailAll(Google.Rpc.Status problem)
    {
        // Where replying broke off, some have their answer already.
        foreach (var item in _postings)
            if (!item.IsAnswered) item.Fail(problem);
        foreach (var question in _questions) question.Fail(problem);
        _postings.Clear();
        _questions.Clear();
        _oneByOne = false;
        LooksUpKeys = false;
        Undo();
    }

    /// <summary>
    /// The database cannot take something in this batch: from now on one posting a commit, so that the one it is about fails alone;
    /// that one gets the problem.
    /// </summary>
    public void NarrowOrFail(Google.Rpc.Status problem)
    {
        if (_oneByOne || _postings.Count == 1)
        {
            _postings[0].Fail(problem);
            _postings.RemoveAt(0);
        }
        _oneByOne = _postings.Count > 0;
    }

    /// <summary>The span of the commit that follows: the wait of each operation in it ends here and leads there. Null: nobody traces.</summary>
    public IDisposable? TraceCommit(short partition)
    {
        if (Tracing.Commit(partition, DecidedCount, Rows.Count) is not { } commit) return null;
        foreach (var item in _postings)
            if (item.Decided.RowCount > 0) Tracing.EndQueue(item.Wait, commit);
        return commit;
    }

    /// <summary>Reads what the operations refer to, before they are decided. Nothing is asked when none does.</summary>
    public async Task LoadRelatedAsync(IPartitionJournal journal)
    {
        HashSet<Guid>? originals = null;
        foreach (var item in _postings)
            if (item.Operation.Original is { } original) (originals ??= []).Add(original);
        if (originals is not null) _related.Take(await journal.FindRelatedAsync(originals, default));
    }

    /// <summary>Looks up at which accounts the cards and identifiers point that postings give, so that they are refused when decided anew.</summary>
    public async Task MarkTakenCardsAsync(IPartitionJournal journal)
    {
        var giving = _postings.Where(item => GivenIds.By(item.Operation).Any()).ToArray();
        var taken = await journal.FindCardsAsync([.. giving.SelectMany(item => GivenIds.By(item.Operation)).Distinct()], default);
        foreach (var item in giving) item.Taken = taken;
        LooksUpKeys = true;
    }

    private void Apply(PostingItem item, AccountState state, int first)
    {
        if (!_working.TryGetValue(state.Account, out var copy))
        {
            if (_spare.TryPop(out copy)) copy.CopyFrom(state);
            else copy = state.Clone();
            _working.Add(state.Account, copy);
        }
        for (var row = first; row < Rows.Count; row++) copy.Apply(Rows[row]);
        if (Rows[first].Outcome.IsPosted()) _given.Add(item.Operation);
        var last = Rows.Count - 1;
        if (Rows[last].Kind == OperationKind.BlockKey) _blocked.Add(Rows[last].Key, last);
    }

    /// <summary>Answers a posting that is decided, or that came with the key of one; false: it waits for the next turn.</summary>
    private bool Reply(PostingItem item, PartitionMemory memory)
    {
        if (!item.Decided.IsDecided)
        {
            if (_blocked.TryGetValue(item.Operation.Key, out var blocked))
            {
                AnswerRetry(item, Rows.Rows.Slice(blocked, 1));
                return true;
            }
            if (!_keys.TryGetValue(item.Operation.Key, out var first) || first.Decided.RowCount == 0) return false;
            AnswerRetry(item, OwnRows(first));
            return true;
        }
        if (item.Decided.Problem is { } problem)
        {
            item.IsAnswered = true;
            item.Fail(problem);
            return true;
        }
        var rows = OwnRows(item);
        memory.RecentKeys.Add(rows);
        if (rows.Length < item.Decided.RowCount) memory.RecentKeys.Add(Rows.Rows.Slice(item.Decided.FirstRow + rows.Length, 1));
        figures.CountAnswer(rows[0].Outcome);
        item.IsAnswered = true;
        item.Answer(rows, replayed: false);
        if (Sent is not null && rows[0].Kind is OperationKind.Transfer or OperationKind.Merge) Sent.Note(rows[0]);
        return true;
    }

    /// <summary>The rows under the posting's own key: a reversal may have blocked another one in its last row.</summary>
    private ReadOnlySpan<JournalRow> OwnRows(PostingItem item)
    {
        var rows = Rows.Rows.Slice(item.Decided.FirstRow, item.Decided.RowCount);
        return rows[^1].Kind == OperationKind.BlockKey ? rows[..^1] : rows;
    }

    private void AnswerRetry(PostingItem item, ReadOnlySpan<JournalRow> rows)
    {
        Tracing.EndQueue(item.Wait);
        item.IsAnswered = true;
        if (PayloadDifference.Between(rows[0], item.Operation) is { } field)
        {
            figures.CountAnswer(Outcome.KeyReused);
            item.AnswerKeyReused(rows[0], field);
            return;
        }
        figures.CountReplay();
        item.Answer(rows, replayed: true);
    }

    /// <summary>Why an operation has no decision at all; null: it has one.</summary>
    internal static Google.Rpc.Status? Undecidable(Operation operation, AccountState state)
    {
        if (operation.Original == operation.Key)
            return Problems.NotFound("key", "an operation cannot refer to itself", "UNKNOWN_ORIGINAL");
        if (!state.IsOpen && operation.Kind is not (OperationKind.OpenAccount or OperationKind.Arrive)) return UnknownAccount(operation);
        // It named the account once; the account has another one now.
        if (operation.IsIdentifier && !HasIdentifier(state, operation.Card))
            return Problems.NotFound("identifier", "there is no such identifier", "UNKNOWN_IDENTIFIER");
        if (Pins.IsOutdated(state, operation))
            return Problems.Unresolved("PIN_CHANGED", "The PIN was changed while it was checked. This sending recorded nothing; send it again.", 1);
        return null;
    }

    // Without a lambda: what that takes along is an object for every operation, whether it is asked for or not.
    private static bool HasIdentifier(AccountState state, Guid? id)
    {
        foreach (var identifier in state.Membership.Identifiers)
            if (identifier.Id == id) return true;
        return false;
    }

    private static Google.Rpc.Status UnknownAccount(Operation operation) => operation.Card is null
        ? Problems.NotFound("account", $"there is no account {operation.Account}", "UNKNOWN_ACCOUNT")
        : Problems.NotFound("card", "there is no such card", "UNKNOWN_CARD");
}
