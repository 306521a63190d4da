using Ledger.Server.Hosting;
using Npgsql;

namespace Ledger.Server.Tests.Fixtures;

/// <summary>
/// A test with a ledger of its own: a fresh database and a real server, with a raw client to it. When the test has ended the ledger
/// is verified, whatever the test was about, and no server may have logged an error (see <see cref="ErrorsAreExpected"/>).
/// </summary>
public abstract class LedgerTest(LedgerCluster cluster) : IAsyncLifetime
{
    private readonly List<ProgramFolder> _folders = [];
    private TestLedger? _ledger;
    private Posting.PostingClient? _posting;
    private Reading.ReadingClient? _reading;

    protected PostgresCluster Cluster => cluster.Postgres;

    protected TestLedger Ledger => _ledger ?? throw new InvalidOperationException("The ledger has not been started.");

    /// <summary>Raw client of the server; made anew after a restart.</summary>
    protected Posting.PostingClient Posting => _posting ??= Ledger.Posting();

    protected Reading.ReadingClient Reading => _reading ??= Ledger.Reading();

    /// <summary>Operations of terminal 7 in store 1, operator 3, at the time of the machine's clock.</summary>
    protected virtual OperationBuilder Operations { get; } = new(1, 7, 3, TimeProvider.System);

    /// <summary>What differs from the default settings.</summary>
    protected virtual void Configure(Settings settings)
    {
    }

    /// <summary>The server's clock.</summary>
    protected virtual TimeProvider Clock => TimeProvider.System;

    /// <summary>What the servers of this test print.</summary>
    internal ConsoleCapture Console { get; } = new();

    /// <summary>Set by tests that do what a server has to log as an error.</summary>
    protected bool ErrorsAreExpected { get; set; }

    public virtual async ValueTask InitializeAsync()
    {
        Console.Use();
        _ledger = await TestLedger.StartAsync(Cluster, Configure, Clock);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            if (_ledger is not null) await _ledger.DisposeAsync();
        }
        catch (Exception reason)
        {
            throw new InvalidOperationException($"The ledger did not end well; its servers printed: {Console.Text}", reason);
        }
        foreach (var folder in _folders) folder.Dispose();
        if (!ErrorsAreExpected) Console.AssertNoErrors();
    }

    /// <summary>A further server on the ledger of this test.</summary>
    protected async Task<LedgerHost> StartAnotherAsync(Action<Settings>? configure = null)
    {
        Console.Use();
        return await Ledger.StartAnotherAsync(configure ?? Configure, Clock);
    }

    protected async Task RestartAsync(Action<Settings>? configure = null)
    {
        Console.Use();
        await Ledger.RestartAsync(configure ?? Configure, Clock);
        (_posting, _reading) = (null, null);
    }

    /// <summary>Puts a new ledger, with other settings, in the place of the one the test began with.</summary>
    protected async Task BeginAnewAsync(Action<Settings> configure)
    {
        await Ledger.DisposeAsync();
        _ledger = null;
        Console.Use();
        _ledger = await TestLedger.StartAsync(Cluster, configure, Clock);
        (_posting, _reading) = (null, null);
    }

    /// <summary>A new ledger of these programs in the place of the one the test began with.</summary>
    protected Task BeginAnewAsync(ProgramFolder programs) => BeginAnewAsync(settings => settings.Programs = programs.Path);

    /// <summary>A folder for program documents that is removed after the test.</summary>
    protected ProgramFolder NewProgramFolder()
    {
        var folder = new ProgramFolder();
        _folders.Add(folder);
        return folder;
    }

    protected async Task<Receipt> PostAsync(Operation operation) => await Posting.PostAsync(operation);

    /// <summary>Posts what is expected to be done.</summary>
    protected async Task<Receipt> PostedAsync(Operation operation)
    {
        var receipt = await Posting.PostAsync(operation);
        Assert.Equal(Outcome.Posted, receipt.Outcome);
        return receipt;
    }

    /// <summary>Opens an account and returns its number.</summary>
    protected async Task<long> OpenAsync(string? card = null, long? account = null, OperationDetails? details = null) =>
        (await PostedAsync(Operations.OpenAccount(card, account, details))).Account;

    /// <summary>Opens an account that belongs to the partition.</summary>
    protected Task<long> OpenInAsync(short partition) => OpenAsync(account: Accounts.In(partition));

    protected async Task<Balances> BalancesAsync(long account) =>
        await Reading.GetBalancesAsync(new GetBalancesRequest { Account = account });

    protected async Task<RpcException> RefusedAsync(Operation operation) =>
        await Assert.ThrowsAsync<RpcException>(async () => await Posting.PostAsync(operation));

    /// <summary>A session of the superuser on the ledger's database.</summary>
    protected Task<NpgsqlConnection> ConnectAsync() => Sessions.OpenAsync(Ledger.Connection);

    protected async Task<T> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await ConnectAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    protected async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await ConnectAsync();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        // Making and dropping databases writes down what all tests have done so far.
        await connection.ExecuteAsync(sql, commandTimeout: 300);
    }

    /// <summary>Transactions the journal holds under these keys.</summary>
    protected Task<long> CountInJournalAsync(params Operation[] operations) => ScalarAsync<long>(
        "SELECT count(*) FROM journal WHERE leg = 0 AND key = ANY (@keys)", new { keys = operations.Select(Keys.Of).ToArray() });
}
