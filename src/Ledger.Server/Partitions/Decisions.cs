using Ledger.Rules;
using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Returns;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Programs;

namespace Ledger.Server.Partitions;

/// <summary>
/// What a batch has decided and what is not yet durable: the rows, and which posting each key was decided for. <see cref="Clear"/> forgets
/// it all.
/// </summary>
internal sealed class Decisions(short lane, ProgramBook programs, Limits limits, ILogger logger)
{
    /// <summary>The posting that each key was decided for first.</summary>
    private readonly Dictionary<Guid, PostingItem> _keys = [];
    /// <summary>Rows of this batch that block the key of an operation that has not arrived.</summary>
    private readonly Dictionary<Guid, int> _blocked = [];
    private readonly RelatedRows _related = new();
    /// <summary>Originals whose rows were not read, since those of others were enough for one commit.</summary>
    private readonly HashSet<Guid> _unread = [];
    /// <summary>An original with more rows than may be read at all; null: there is none.</summary>
    private Guid? _tooMuch;

    public RowBuffer Rows { get; } = new();

    /// <summary>What the decided operations have given, and what others had given before.</summary>
    public GivenIds Given { get; } = new();

    /// <summary>Postings that are decided.</summary>
    public int Count => _keys.Count;

    public bool IsFull => Rows.Count >= limits.CommitMaxRows;

    /// <summary>
    /// Reads what the operations refer to, before they are decided; of those that came first where all together have too many rows. Nothing
    /// is asked when none refers to anything.
    /// </summary>
    public async Task LoadRelatedAsync(WaitingItems waiting, ILaneJournal journal)
    {
        HashSet<Guid>? originals = null;
        foreach (var item in waiting)
            if (item.Operation.Original is { } original) (originals ??= []).Add(original);
        if (originals is null) return;

        var asked = originals.ToArray();
        var count = asked.Length;
        IReadOnlyList<JournalRow> rows;
        while ((rows = await journal.FindRelatedAsync(asked[..count], limits.RelatedMaxRows + 1, default)).Count > limits.RelatedMaxRows
            && count > 1)
            count /= 2;
        if (rows.Count > limits.RelatedMaxRows) (_tooMuch, rows) = (asked[0], []);
        _related.Take(rows);
        _unread.UnionWith(asked[count..]);
    }

    /// <summary>The rows that the operation refers to were not read with those of the ones before: it waits for another commit.</summary>
    public bool IsUnread(Operation operation) => operation.Original is { } original && _unread.Contains(original);

    /// <summary>The cards and identifiers that postings ask for, see <see cref="GivenIds.By"/>.</summary>
    public IReadOnlyCollection<Guid> AskedFor(WaitingItems waiting, Tenure tenure)
    {
        var ids = new HashSet<Guid>();
        foreach (var item in waiting)
        {
            AccountState? state = null;
            tenure.MemoryOf(item.Partition)?.Accounts.TryGet(item.Operation.Account, out state);
            ids.UnionWith(GivenIds.By(item.Operation, item.Operation.Original is { } original ? _related.Of(original, []) : [], state));
        }
        return ids;
    }

    /// <summary>
    /// True when the posting is the first with its key; any other is answered from the first one's rows. So is one whose key is blocked.
    /// </summary>
    public bool TryBegin(PostingItem item) => !_blocked.ContainsKey(item.Operation.Key) && _keys.TryAdd(item.Operation.Key, item);

    /// <summary>
    /// Why an operation is not decided: it refers to more rows than can be read. Null: it does not.
    /// </summary>
    public Google.Rpc.Status? WhyTooMuch(Operation operation)
    {
        if (_tooMuch is not { } tooMuch || operation.Original != tooMuch) return null;
        var errorId = Guid.CreateVersion7().ToString("N");
        LaneLog.TooManyRelated(logger, lane, tooMuch, limits.RelatedMaxRows, errorId);
        return Problems.Fault(errorId);
    }

    /// <summary>
    /// Why a come-back is not decided here: what it brings is back already, under the key that servers of 0.2.0 derived; or the account has
    /// been merged since, and it goes to the one that stays. Null: it is decided, or the operation is none.
    /// </summary>
    public Google.Rpc.Status? WhyNoComeBack(Operation operation, AccountState state)
    {
        if (operation is not { Kind: OperationKind.ComeBack, Original: { } original }) return null;
        foreach (ref readonly var row in _related.Of(original, Rows.Rows))
            if (row.Key == original && row.Kind is OperationKind.Transfer or OperationKind.TakeBack && state.Membership.Follows)
                return Undecidable.Merged();
            else if (row.Kind == OperationKind.ComeBack && row.Original == original && row.Outcome.IsPosted())
                return Problems.Unresolved("BACK_ALREADY", "The transfer has come back before, under another key.", 1);
        return null;
    }

    /// <summary>
    /// Why a reversal is not decided: it is of a transfer whose other side has not been asked, because it was posted after the reversal had
    /// been read. Null: it is decided, or the operation is none.
    /// </summary>
    public Google.Rpc.Status? WhyNotReversed(Operation operation, AccountState state)
    {
        if (operation is not { Kind: OperationKind.Reverse, Original: { } original, TakenBack: null }) return null;
        if (state.Membership.Status is AccountStatus.Cancelled or AccountStatus.Merged) return null;
        var related = _related.Of(original, Rows.Rows);
        foreach (ref readonly var row in related)
            if (row.Key == original && row.Kind == OperationKind.Transfer && row.Outcome.IsPosted() && row.Account == operation.Account
                && state.IsOpen && state.AnswersFor(row))
                return ReturnOfTransfer.IsBack(related, original) || IsReversed(related, original) ? null : Undecidable.BeingTakenBack();
        return null;
    }

    /// <summary>
    /// Why an operation is not decided: what it is about was not there when it was looked at who may do that, and has come since. Null:
    /// it is not so.
    /// </summary>
    public Google.Rpc.Status? WhyUnseen(Operation operation)
    {
        if (operation is not { IsOriginalUnseen: true, Original: { } original }) return null;
        foreach (ref readonly var row in _related.Of(original, Rows.Rows))
            if (row.Key == original) return Undecidable.OriginalUnderWay();
        return null;
    }

    /// <summary>
    /// Why a transfer is not taken back here: it arrived on an account that is being merged into this one. Null: it is, or the operation is
    /// none.
    /// </summary>
    public Google.Rpc.Status? WhyNotTakenBack(Operation operation, AccountState state)
    {
        if (operation is not { Kind: OperationKind.TakeBack, Original: { } original }) return null;
        foreach (ref readonly var row in _related.Of(original, Rows.Rows))
            if (row.Original == original && row.Kind == OperationKind.Arrive && row.Outcome.IsPosted() && !state.AnswersFor(row.Account))
                return Undecidable.Merged();
        return null;
    }

    private static bool IsReversed(ReadOnlySpan<JournalRow> related, Guid original)
    {
        foreach (ref readonly var row in related)
            if (row.Original == original && row.Kind == OperationKind.Reverse && row.Outcome.IsPosted()) return true;
        return false;
    }

    /// <summary>The posting gets a problem and leaves no trace.</summary>
    public void Refuse(PostingItem item, Google.Rpc.Status problem) => item.Decided = new DecidedAs(Rows.Count, 0, problem);

    /// <summary>
    /// Decides a posting on <paramref name="state"/> and returns its rows, numbered on from <paramref name="position"/>. None: it could not
    /// be decided, and got a problem.
    /// </summary>
    public ReadOnlySpan<JournalRow> Decide(PostingItem item, AccountState state, Position position)
    {
        var first = Rows.Count;
        try
        {
            var program = state.IsOpen ? state.Program : item.Operation.Program;
            var rules = programs.RulesAt(program, item.Operation.BusinessTime);
            var related = item.Operation.Original is { } original ? _related.Of(original, Rows.Rows) : [];
            var circumstances = new Circumstances
            {
                Taken = Given.TakenFrom(item.Operation, related, state),
                Related = related,
                OriginalRules = RelatedRows.RulesOf(item.Operation.Original, related, programs),
                LastDate = programs.LastDateOf(program, item.Operation),
            };
            Ledger.Rules.Decide.On(state, item.Operation, rules, circumstances, position, Rows);
        }
        catch (Exception reason) when (reason is not InvariantBrokenException)
        {
            Rows.Truncate(first);
            var errorId = Guid.CreateVersion7(position.Now).ToString("N");
            LaneLog.Poison(logger, reason, position.Partition, errorId);
            Refuse(item, Problems.Fault(errorId));
            return [];
        }
        var last = Rows.Count - 1;
        if (Rows[first].Outcome.IsPosted()) Given.Take(Rows[first]);
        if (Rows[last].Kind == OperationKind.BlockKey) _blocked.Add(Rows[last].Key, last);
        item.Decided = new DecidedAs(first, Rows.Count - first, null);
        return Rows.Rows[first..];
    }

    /// <summary>The rows under the posting's own key: a reversal may have blocked another one in its last row.</summary>
    public ReadOnlySpan<JournalRow> RowsOf(PostingItem item)
    {
        var rows = Rows.Rows.Slice(item.Decided.FirstRow, item.Decided.RowCount);
        return rows[^1].Kind == OperationKind.BlockKey ? rows[..^1] : rows;
    }

    /// <summary>The row by which the posting blocked another key; empty: it did not.</summary>
    public ReadOnlySpan<JournalRow> BlockBy(PostingItem item)
    {
        var rows = Rows.Rows.Slice(item.Decided.FirstRow, item.Decided.RowCount);
        return rows[^1].Kind == OperationKind.BlockKey ? rows[^1..] : [];
    }

    /// <summary>The rows of this batch under a key that a posting was not decided for itself; empty: there are none.</summary>
    public ReadOnlySpan<JournalRow> RowsUnder(Guid key)
    {
        if (_blocked.TryGetValue(key, out var blocked)) return Rows.Rows.Slice(blocked, 1);
        return _keys.TryGetValue(key, out var first) && first.Decided.RowCount > 0 ? RowsOf(first) : [];
    }

    /// <summary>Forgets everything that is decided.</summary>
    public void Clear(WaitingItems waiting)
    {
        Rows.Truncate(0);
        foreach (var item in waiting) item.Decided = default;
        _keys.Clear();
        _blocked.Clear();
        _related.Clear();
        _unread.Clear();
        _tooMuch = null;
        Given.Clear();
    }
}
