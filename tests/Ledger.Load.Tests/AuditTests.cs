using Ledger.Client;
using Ledger.Load.Audit;
using Ledger.V1;

namespace Ledger.Load.Tests;

/// <summary>The audit passes an honest ledger and finds every lie that is planted.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly LyingLedger _ledger = new();
    private readonly AnswerBook _book;

    public AuditTests() => _book = new AnswerBook(_file);

    [Fact]
    public async Task An_honest_ledger_passes()
    {
        Acknowledge(25);
        var report = await AuditAsync();
        Assert.True(report.Holds);
        Assert.Contains(report.Checks, check => check.Detail == "25 looked up");
    }

    [Fact]
    public async Task An_acknowledged_operation_that_is_not_there_is_found()
    {
        Acknowledge(25);
        var key = _ledger.Receipts.Keys.First();
        _ledger.Receipts.Remove(key);
        Finds(await AuditAsync(), "every acknowledged operation", $"key {key} was acknowledged and is not in the journal");
    }

    [Fact]
    public async Task A_receipt_that_changed_is_found()
    {
        Acknowledge(25);
        _ledger.Receipts.Values.Last().Transfers[0].Amount += 1;
        Finds(await AuditAsync(), "every acknowledged operation", "another receipt than the journal gives");
    }

    [Fact]
    public async Task Money_that_nobody_was_told_of_is_found()
    {
        Acknowledge(25);
        _ledger.Post(100);
        Finds(await AuditAsync(), "the client's own count of money",
            "Principal members: counted 0 debits and 2500 credits, the ledger has 0 and 2600");
    }

    [Fact]
    public async Task Money_that_others_may_have_posted_is_not_called_a_finding()
    {
        Acknowledge(25);
        _ledger.Post(100);
        var report = await AuditAsync(isAlone: false);
        Assert.True(report.Holds);
        Assert.Contains(report.Checks, check =>
            check.Result == CheckResult.NotTold && check.Detail.Contains("cannot be attributed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Books_that_do_not_balance_are_found()
    {
        Acknowledge(5);
        _ledger.ExtraDebits = 7;
        var broken = (await AuditAsync()).Checks.Where(check => check.Result == CheckResult.Broken).ToList();
        Assert.Equal(2, broken.Count);
        Assert.Contains("Principal Tender: counted 500 debits and 0 credits, the ledger has 507 and 0", broken[0].Detail,
            StringComparison.Ordinal);
        Assert.Contains("Principal: debits 507, credits 500", broken[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_outcomes_are_resolved_by_key_and_their_money_counts()
    {
        Acknowledge(5);
        var (reached, lost) = (OperationOf(Guid.CreateVersion7()), OperationOf(Guid.CreateVersion7()));
        _ledger.Post(100, OperationKey.FromByteString(reached.Key));
        _book.Unknown(reached);
        _book.Unknown(lost);
        var report = await AuditAsync(committed: 6);
        Assert.True(report.Holds);
        Assert.Contains(report.Checks, check =>
            check.Detail == "2 were not answered: 1 turned out to be decided, 1 never reached the journal");
    }

    [Fact]
    public async Task A_count_of_the_server_that_differs_is_found()
    {
        Acknowledge(5);
        Finds(await AuditAsync(committed: 6), "the server's own count", "the server committed 6, 5 were acknowledged or found");
    }

    [Fact]
    public async Task A_journal_that_holds_what_no_client_sent_is_found()
    {
        Acknowledge(5);
        Finds(await AuditAsync(journal: 6), "the journal has grown", "it has grown by 6, 5 were acknowledged or found");
    }

    [Fact]
    public async Task A_database_that_is_not_sound_is_found()
    {
        Acknowledge(1);
        Finds(await AuditAsync(sound: false), "verify", "BROKEN I7");
    }

    [Fact]
    public async Task A_ledger_that_does_not_answer_is_no_ledger_that_is_right()
    {
        Acknowledge(1);
        await using var nobody = new LedgerClient(new LedgerClientOptions
        {
            Address = new Uri("http://127.0.0.1:1"), AttemptsMax = 1, Deadline = TimeSpan.FromSeconds(1),
                AttemptTimeout = TimeSpan.FromSeconds(1),
        });
        var audit = new LedgerAudit(new ClientReading(nobody), _book, new MoneyCount(),
            new AuditCircumstances(true, null, false, null, null), TimeProvider.System);
        Finds(await audit.RunAsync(default), "the audit can be made", "No answer");
    }

    public void Dispose()
    {
        _book.Dispose();
        File.Delete(_file);
    }

    private void Acknowledge(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var receipt = _ledger.Post(100);
            _book.Answered(OperationOf(OperationKey.FromByteString(receipt.Key)), receipt.Clone());
        }
    }

    private Task<AuditReport> AuditAsync(bool isAlone = true, long? committed = null, long? journal = null, bool sound = true) =>
        new LedgerAudit(
        _ledger, _book, new MoneyCount(),
        new AuditCircumstances(isAlone, committed, false, journal is { } grown ? _ => Task.FromResult(grown) : null, _ =>
        Task.FromResult((sound, sound ? "The ledger is sound." : "BROKEN I7: partition 0"))),
        TimeProvider.System).RunAsync(default);

    private static void Finds(AuditReport report, string check, string detail)
    {
        Assert.False(report.Holds);
        var broken = Assert.Single(report.Checks, item => item.Result == CheckResult.Broken);
        Assert.StartsWith(check, broken.Name, StringComparison.Ordinal);
        Assert.Contains(detail, broken.Detail, StringComparison.Ordinal);
    }

    private static Operation OperationOf(Guid key) => new() { Key = OperationKey.ToByteString(key) };

    private sealed class LyingLedger : ILedgerReading
    {
        public Dictionary<Guid, Receipt> Receipts { get; } = [];

        public long ExtraDebits { get; set; }

        private long _money;

        public Receipt Post(long amount, Guid? key = null)
        {
            var receipt = new Receipt { Key = OperationKey.ToByteString(key ?? Guid.CreateVersion7()), Outcome = Outcome.Posted,
                Account = 1 };
            receipt.Transfers.Add(new Transfer
            {
                Debit = new Side { System = SystemAccount.Tender }, Credit = new Side { Account = 1 }, Asset = Asset.Principal,
                    Amount = amount,
            });
            Receipts.Add(OperationKey.FromByteString(receipt.Key), receipt);
            _money += amount;
            return receipt;
        }

        public Task<Receipt?> GetOutcomeAsync(Guid key, CancellationToken cancellation)
        {
            var receipt = Receipts.GetValueOrDefault(key)?.Clone();
            if (receipt is not null)
                receipt.Replayed = true;
            return Task.FromResult(receipt);
        }

        public Task<TrialBalance> GetTrialBalanceAsync(CancellationToken cancellation)
        {
            var balance = new TrialBalance();
            balance.Lines.Add(new TrialBalanceLine { Asset = Asset.Principal, Credits = _money });
            balance.Lines.Add(new TrialBalanceLine { Asset = Asset.Principal, System = SystemAccount.Tender, Debits = _money
                + ExtraDebits });
            return Task.FromResult(balance);
        }
    }
}
