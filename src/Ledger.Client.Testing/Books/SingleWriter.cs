using Ledger.Rules;
using Ledger.Rules.Asked;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Intake.Resolving;
using Ledger.Server.Partitions;
using Ledger.Server.Programs;
using Status = Google.Rpc.Status;

namespace Ledger.Client.Testing.Books;

/// <summary>
/// Decides operations one at a time by the server's own rules and keeps what they leave. The server's writer takes what has queued into one
/// commit and answers for the time when that fails; memory does not fail, so one lock takes the place of all of it.
/// </summary>
internal sealed class SingleWriter(ProgramBook programs, TimeProvider time, int partitions) : ILookups
{
    private readonly Lock _gate = new();
    private readonly MemoryJournal _journal = new(partitions);
    private readonly MemoryDirectory _directory = new();
    /// <summary>A state is replaced when it changes, never written to: whoever was given one keeps it.</summary>
    private readonly Dictionary<long, AccountState> _accounts = [];
    private readonly RowBuffer _rows = new();

    /// <summary>Posts an operation, or answers the retry of one. The rows are those under its key.</summary>
    public Decided Post(Operation operation)
    {
        lock (_gate)
        {
            if (_journal.Under(operation.Key) is { Length: > 0 } known) return Decided.Before(known, operation);
            var state = StateOf(operation.Account);
            if (Undecidable.Why(operation, state) is { } problem) return Decided.Not(problem);
            var rows = Decide(operation, state);
            var next = state.Clone();
            foreach (ref readonly var row in rows) next.Apply(row);
            _accounts[operation.Account] = next;
            _journal.Add(rows);
            _directory.Take(rows);
            return Decided.Now(Receipts.OwnRows(rows).ToArray());
        }
    }

    /// <summary>What <see cref="Post"/> would answer; nothing is kept of it.</summary>
    public Decided Quote(Operation operation)
    {
        lock (_gate)
        {
            if (_journal.Under(operation.Key) is { Length: > 0 } known) return Decided.Before(known, operation);
            var state = StateOf(operation.Account);
            return Undecidable.Why(operation, state) is { } problem
                ? Decided.Not(problem) : Decided.Now(Decide(operation, state).ToArray());
        }
    }

    /// <summary>The account as it is now; nobody changes what is returned.</summary>
    public AccountState Account(long account)
    {
        lock (_gate) return StateOf(account);
    }

    /// <summary>All accounts there are, by partition and number.</summary>
    public IReadOnlyList<AccountState> Accounts()
    {
        lock (_gate)
            return [.. _accounts.Values.OrderBy(state => _journal.PartitionOf(state.Account)).ThenBy(state => state.Account)];
    }

    /// <summary>Reads journal and directory while nothing is posted.</summary>
    public T Read<T>(Func<MemoryJournal, MemoryDirectory, T> read)
    {
        lock (_gate) return read(_journal, _directory);
    }

    ValueTask<long?> ILookups.AccountOfAsync(Guid id, CancellationToken cancellation) =>
        new(Read((_, directory) => directory.AccountOf(id)));

    // No cards are made ahead here.
    ValueTask<(short Program, string Type)?> ILookups.StockOfAsync(Guid card, CancellationToken cancellation) => default;

    ValueTask<IReadOnlyList<JournalRow>> ILookups.RowsOfAsync(Guid key, CancellationToken cancellation) =>
        new(Read((journal, _) => journal.Under(key)));

    ValueTask<(long Account, Status? Problem)> ILookups.SurvivorOfAsync(long account, Caller from, CancellationToken cancellation) =>
        new((SurvivorOf(account), null));

    // All that has left has arrived or come back before the next operation is read.
    ValueTask<(TakenBack? Answer, Status? Problem)> ILookups.TakeBackAsync(JournalRow transfer, CancellationToken cancellation)
    {
        var sent = SentTransfer.Of(transfer)!;
        if (Read((journal, _) => journal.Under(DerivedKeys.ComeBackOf(sent.Key))).Length > 0) return default;
        var rows = Post(OwnOperations.TakeBack(sent, SurvivorOf(sent.To), sent.From)).Rows!;
        if (SentTransfer.Of(rows[0]) is { } back && !IsPosted(OwnOperations.Arrive(back)))
            IsPosted(OwnOperations.ComeBack(back, SurvivorOf(back.From)));
        return new((TakeBacks.AnswerOf(rows), null));
    }

    private bool IsPosted(Operation operation) =>
        OwnPosting.AnswerOf(Post(operation).Rows![0], operation.Kind) == OwnAnswer.Posted;

    /// <summary>The account itself, or the one that stays after it was merged, however often.</summary>
    public long SurvivorOf(long account)
    {
        while (Account(account).Membership is { Follows: true } membership) account = membership.MergedInto;
        return account;
    }

    /// <summary>An account that is looked at as if another server wrote it; null: none is.</summary>
    internal long? Elsewhere { get; set; }

    ValueTask<(AccountState? State, Status? Problem)> ILookups.StateOfAsync(long account, Caller from, CancellationToken cancellation) =>
        new(account == Elsewhere ? (null, Problems.HeldElsewhere(0, 1)) : (Account(account), null));

    private AccountState StateOf(long account) => _accounts.GetValueOrDefault(account) ?? new AccountState(account);

    private ReadOnlySpan<JournalRow> Decide(Operation operation, AccountState state)
    {
        JournalRow[] related = operation.Original is { } original ? _journal.RelatedTo(original) : [];
        var program = state.IsOpen ? state.Program : operation.Program;
        var circumstances = new Circumstances
        {
            Taken = _directory.TakenFrom(operation, related, state), Related = related,
            OriginalRules = RelatedRows.RulesOf(operation.Original, related, programs),
            LastDate = programs.LastDateOf(program, operation),
        };
        var rules = programs.RulesAt(program, operation.BusinessTime);
        var partition = _journal.PartitionOf(operation.Account);
        var held = _journal.Of(partition);
        _rows.Truncate(0);
        Ledger.Rules.Decide.On(state, operation, rules, circumstances, new Position(partition, held.Count + 1, NowAfter(held)), _rows);
        return _rows.Rows;
    }

    // No row says an earlier time than the one before it, whatever the clock does.
    private DateTime NowAfter(IReadOnlyList<JournalRow> held)
    {
        var now = time.GetJournalNow();
        return held.Count > 0 && held[^1].PostedAt > now ? held[^1].PostedAt : now;
    }
}
