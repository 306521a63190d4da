using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

public sealed class QuestionTests() : ScriptedTest(attemptsMax: 3)
{
    private static readonly Target _unknown = Target.Card(ScriptedLedger.UnknownCard);

    [Fact]
    public async Task Balances_are_null_for_an_unknown_card()
    {
        Assert.Equal(42, (await Client.GetBalancesAsync(Target.Account(42)))!.Account);
        Assert.Null(await Client.GetBalancesAsync(_unknown));
    }

    [Fact]
    public async Task An_outcome_is_null_until_the_key_is_recorded()
    {
        var operation = Client.Operations.Debit(Target.Account(42), 100);
        var key = OperationKey.FromByteString(operation.Key);
        Assert.Null(await Client.GetOutcomeAsync(key));
        await Client.PostAsync(operation);

        Assert.Equal(operation.Key, (await Client.GetOutcomeAsync(key))!.Key);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(200)]
    public async Task A_statement_runs_over_all_pages_once(int pageSize)
    {
        var asked = new List<long>();
        await foreach (var line in Client.GetStatementAsync(Target.Account(42), pageSize))
            asked.Add(line.Asked);

        Assert.Equal([5, 4, 3, 2, 1], asked);
    }

    [Fact]
    public async Task A_statement_of_an_unknown_card_is_not_an_empty_one()
    {
        await using var lines = Client.GetStatementAsync(_unknown).GetAsyncEnumerator();
        var thrown = await Assert.ThrowsAsync<LedgerRequestException>(async () => await lines.MoveNextAsync());

        Assert.Equal(StatusCode.NotFound, thrown.StatusCode);
    }

    [Fact]
    public async Task Questions_are_asked_again_and_in_the_end_given_up()
    {
        Fail(StatusCode.Unavailable, times: 2);
        Assert.Equal(Asset.Points, (await Client.GetTrialBalanceAsync()).Lines.Single().Asset);

        Fail(StatusCode.Unavailable, times: 4);
        var thrown = await Assert.ThrowsAsync<LedgerUnavailableException>(() => Client.GetTrialBalanceAsync());
        Assert.Equal((UnresolvedReason.AttemptsExhausted, 3, StatusCode.Unavailable),
            (thrown.Reason, thrown.Attempts, thrown.LastProblem.StatusCode));
        Assert.Single(Scripted.QuestionFailures);
    }

    [Fact]
    public async Task A_final_status_is_thrown_at_once()
    {
        Fail(StatusCode.PermissionDenied, times: 2);
        await Assert.ThrowsAsync<LedgerRequestException>(() => Client.GetTrialBalanceAsync());

        Assert.Single(Scripted.QuestionFailures);
    }

    private void Fail(StatusCode code, int times)
    {
        for (var time = 0; time < times; time++)
            Scripted.QuestionFailures.Enqueue(Problems.Of(code));
    }
}
