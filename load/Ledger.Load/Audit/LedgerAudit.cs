using Ledger.Client;

namespace Ledger.Load.Audit;

/// <summary>
/// Checks after a run that the ledger holds what it said. 1 unknown outcomes are asked for by key; 2 the trial balance is taken, and 1
/// repeated if an operation came late; 3 every acknowledged operation is looked up; 4 money counted here is compared with the ledger's;
/// 5 the server's own count; 6 <c>verify</c> reads the whole database.
/// </summary>
internal sealed class LedgerAudit(ILedgerReading ledger, AnswerBook book, MoneyCount before, AuditCircumstances circumstances,
    TimeProvider time)
{
    private const int AtOnce = 32;
    private const int RoundsMax = 5;
    private const int ListedMaxCount = 10;
    // An operation that a caller gave up on is decided or dropped within this, see the product's invariant I10.
    private static readonly TimeSpan _settled = TimeSpan.FromSeconds(2);

    private readonly List<AuditCheck> _checks = [];
    private long _lookedUp;

    /// <summary>Operations looked up so far, for the display.</summary>
    public long LookedUp => Interlocked.Read(ref _lookedUp);

    /// <summary>How many of the unknown operations turned out to be posted or refused.</summary>
    public int UnknownFound { get; private set; }

    public async Task<AuditReport> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await CheckAllAsync(cancellation);
        }
        catch (Exception silent) when (silent is LedgerUnavailableException or LedgerRequestException)
        {
            // A ledger that cannot be asked is no ledger that is right.
            _checks.Add(new AuditCheck("the audit can be made", CheckResult.Broken, silent.Message));
        }
        return new AuditReport(_checks);
    }

    private async Task CheckAllAsync(CancellationToken cancellation)
    {
        var (money, balance) = await ResolveAsync(cancellation);
        await LookUpAsync(cancellation);
        CompareMoney(money, balance);
        Check("each asset's debits equal its credits in the whole ledger", balance.Unbalanced(), "from the trial balance");
        Check("a repeated operation gets its first receipt and moves nothing",
            book.Contradictions, $"{book.Repetitions} repetitions", book.ContradictionsCount);
        CompareCount();
        await CompareJournalAsync(cancellation);
        if (circumstances.Verify is { } verify)
        {
            var (sound, words) = await verify(cancellation);
            _checks.Add(new AuditCheck("verify: every invariant of the database", sound ? CheckResult.Holds : CheckResult.Broken, words));
        }
        else
        {
            _checks.Add(new AuditCheck("verify: every invariant of the database", CheckResult.NotTold,
                "there is no access to the database (--connection gives it); the audit rests on GetOutcome and GetTrialBalance alone"));
        }
    }

    /// <summary>Resolves what was never answered, until the trial balance and the resolved operations belong to one moment.</summary>
    private async Task<(MoneyCount Money, MoneyCount Balance)> ResolveAsync(CancellationToken cancellation)
    {
        var unknown = book.Unresolved;
        var found = new HashSet<Guid>();
        var balance = new MoneyCount();
        for (var round = 1; round <= RoundsMax; round++)
        {
            if (unknown.Count > 0)
                await Task.Delay(_settled, time, cancellation);
            var came = 0;
            balance = MoneyCount.Of(await ledger.GetTrialBalanceAsync(cancellation));
            foreach (var operation in unknown)
            {
                var key = OperationKey.FromByteString(operation.Key);
                if (found.Contains(key) || await ledger.GetOutcomeAsync(key, cancellation) is not { } receipt)
                    continue;
                found.Add(key);
                came++;
                book.Answered(operation, receipt);
            }
            if (came == 0)
                break;
        }
        UnknownFound = found.Count;
        _checks.Add(new AuditCheck("unknown outcomes are resolved by key", CheckResult.Holds, unknown.Count == 0
            ? "there were none"
            : $"{unknown.Count} were not answered: {found.Count} turned out to be decided, {unknown.Count - found.Count} never reached the journal"));
        return (book.Money, balance);
    }

    private async Task LookUpAsync(CancellationToken cancellation)
    {
        var wrong = new List<string>();
        var wrongCount = 0L;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(book.Entries(), options, async (entry, stop) =>
        {
            var receipt = await ledger.GetOutcomeAsync(entry.Key, stop);
            Interlocked.Increment(ref _lookedUp);
            var what = receipt is null ? "was acknowledged and is not in the journal"
                : Fingerprint.Of(receipt) != entry.Fingerprint ? "was acknowledged with another receipt than the journal gives"
                : null;
            if (what is null)
                return;
            lock (wrong)
            {
                wrongCount++;
                if (wrong.Count < ListedMaxCount)
                    wrong.Add($"key {entry.Key} {what}");
            }
        });
        Check("every acknowledged operation is in the journal with the receipt that was given", wrong, $"{LookedUp} looked up", wrongCount);
    }

    private void CompareMoney(MoneyCount counted, MoneyCount balance)
    {
        const string Name = "the client's own count of money equals the change of the trial balance";
        var differences = counted.DifferencesTo(balance.Since(before));
        var amounts = string.Join(", ", counted.Lines.Select(line => $"{line.Name} {line.Debits}/{line.Credits}"));
        if (differences.Count > 0 && !circumstances.IsAlone)
        {
            _checks.Add(new AuditCheck(Name, CheckResult.NotTold,
                $"it differs, and others may have posted meanwhile, so this cannot be attributed (--exclusive says that nobody does): {string.Join("; ", differences)}"));
            return;
        }
        Check(Name, differences, amounts.Length > 0 ? $"debits/credits: {amounts}" : "nothing moved");
    }

    private void CompareCount()
    {
        const string Name = "the server's own count of decided operations equals the client's";
        if (circumstances.CommittedOperations is not { } committed)
            _checks.Add(new AuditCheck(Name, CheckResult.NotTold, "the server shows no metrics"));
        else if (committed != book.Decided && circumstances.ServerRestarted)
            _checks.Add(new AuditCheck(Name, CheckResult.NotTold,
                $"{committed} against {book.Decided}; the server was restarted and its counters with it"));
        else if (committed != book.Decided && !circumstances.IsAlone)
            _checks.Add(new AuditCheck(Name, CheckResult.NotTold, $"{committed} against {book.Decided}; others may have posted meanwhile"));
        else
            Check(Name, committed == book.Decided ? [] : [$"the server committed {committed}, {book.Decided} were acknowledged or found"],
                $"{committed}");
    }

    private async Task CompareJournalAsync(CancellationToken cancellation)
    {
        const string Name = "the journal has grown by as many transactions as were acknowledged or found";
        if (circumstances.JournalGrowth is not { } growth)
            return;
        var grown = await growth(cancellation);
        if (grown != book.Decided && !circumstances.IsAlone)
            _checks.Add(new AuditCheck(Name, CheckResult.NotTold, $"{grown} against {book.Decided}; others may have posted meanwhile"));
        else
            Check(Name, grown == book.Decided ? [] : [$"it has grown by {grown}, {book.Decided} were acknowledged or found"], $"{grown}");
    }

    private void Check(string name, IReadOnlyList<string> wrong, string detail = "", long? count = null) => _checks.Add(wrong.Count == 0
        ? new AuditCheck(name, CheckResult.Holds, detail)
        : new AuditCheck(name, CheckResult.Broken, $"{count ?? wrong.Count} wrong: {string.Join("; ", wrong)}"));
}

/// <summary>What an audit can rely on.</summary>
/// <param name="IsAlone">Nobody else posts to the ledger meanwhile.</param>
/// <param name="CommittedOperations">The server's own count of operations decided since the count began; null: it shows none.</param>
/// <param name="ServerRestarted">Its counters began anew meanwhile.</param>
/// <param name="JournalGrowth">Counts the transactions the journal has more than before the run; null: there is no access to it.</param>
/// <param name="Verify">Runs <c>verify</c>: whether the database is sound, and its words; null: there is no access to it.</param>
internal sealed record AuditCircumstances(
    bool IsAlone, long? CommittedOperations, bool ServerRestarted, Func<CancellationToken, Task<long>>? JournalGrowth,
    Func<CancellationToken, Task<(bool Sound, string Words)>>? Verify);
