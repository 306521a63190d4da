using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class QuestionTests : IAsyncLifetime
{
    private static readonly Target _unknown = Target.Card(ScriptedLedger.UnknownCard);
    private ScriptedLedger _ledger = null!;
    private LedgerClient _client = null!;

    public async Task InitializeAsync()
    {
        _ledger = await ScriptedLedger.StartAsync();
        _client = _ledger.Client(options => options.AttemptsMax = 3);
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _ledger.DisposeAsync();
    }

    [Fact]
    public async Task Balances_are_null_for_an_unknown_card()
    {
        Assert.Equal(42, (await _client.GetBalancesAsync(Target.Account(42)))!.Account);
        Assert.Null(await _client.GetBalancesAsync(_unknown));
    }

    [Fact]
    public async Task An_outcome_is_null_until_the_key_is_recorded()
    {
        var operation = _client.Operations.Debit(Target.Account(42), 100);
        var key = OperationKey.FromByteString(operation.Key);
        Assert.Null(await _client.GetOutcomeAsync(key));
        await _client.PostAsync(operation);

        Assert.Equal(operation.Key, (await _client.GetOutcomeAsync(key))!.Key);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(200)]
    public async Task A_statement_runs_over_all_pages_once(int pageSize)
    {
        var asked = new List<long>();
        await foreach (var line in _client.GetStatementAsync(Target.Account(42), pageSize))
            asked.Add(line.Asked);

        Assert.Equal([5, 4, 3, 2, 1], asked);
    }

    [Fact]
    public async Task A_statement_of_an_unknown_card_is_not_an_empty_one()
    {
        await using var lines = _client.GetStatementAsync(_unknown).GetAsyncEnumerator();
        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(async () => await lines.MoveNextAsync());

        Assert.Equal(StatusCode.NotFound, thrown.StatusCode);
    }

    [Fact]
    public async Task Questions_are_asked_again_and_in_the_end_given_up()
    {
        Fail(StatusCode.Unavailable, times: 2);
        Assert.Equal(Asset.Points, (await _client.GetTrialBalanceAsync()).Lines.Single().Asset);

        Fail(StatusCode.Unavailable, times: 4);
        var thrown = await Assert.ThrowsAsync<LedgerUnavailableException>(() => _client.GetTrialBalanceAsync());
        Assert.Equal((UnresolvedReason.AttemptsExhausted, 3, StatusCode.Unavailable),
            (thrown.Reason, thrown.Attempts, thrown.LastProblem.StatusCode));
        Assert.Single(_ledger.QuestionFailures);
    }

    [Fact]
    public async Task A_final_status_is_thrown_at_once()
    {
        Fail(StatusCode.PermissionDenied, times: 2);
        await Assert.ThrowsAsync<LedgerRequestException>(() => _client.GetTrialBalanceAsync());

        Assert.Single(_ledger.QuestionFailures);
    }

    private void Fail(StatusCode code, int times)
    {
        for (var time = 0; time < times; time++)
            _ledger.QuestionFailures.Enqueue(Problems.Of(code));
    }
}
