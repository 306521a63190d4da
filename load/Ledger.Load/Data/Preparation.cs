using Ledger.Client;
using Ledger.Load.Scenarios;
using Ledger.Tooling.Draws;
using Ledger.V1;

namespace Ledger.Load.Data;

/// <summary>
/// Opens and fills the accounts of a run, before anything is measured: for each account its opening with a card, a top-up and stated
/// points, in lists of at most 999. Accounts that exist are used as they are and filled up once more.
/// </summary>
internal sealed class Preparation(Scenario scenario, TimeProvider time)
{
    private const int AccountsPerList = 333;
    private const int ListsAtOnce = 4;
    private static readonly TimeSpan _listDeadline = TimeSpan.FromMinutes(2);

    private readonly OperationBuilder _builder = new(scenario.Terminals.Stores[0], scenario.Terminals.FirstNumber, 0, time);
    private long _decided;
    private int _accountsDone;

    /// <summary>Operations that were decided, for the count of what the journal must hold.</summary>
    public long Decided => Interlocked.Read(ref _decided);

    /// <summary>Accounts that are ready.</summary>
    public int AccountsDone => Volatile.Read(ref _accountsDone);

    /// <summary>Operations this takes.</summary>
    public static long OperationsOf(DataSet data)
    {
        var filled = (data.BalanceMinor > 0 ? 1 : 0) + (data.Points > 0 ? 1 : 0);
        return data.Accounts + ((long)(data.Accounts - data.EmptyAccounts) * filled);
    }

    /// <exception cref="InvalidOperationException">The target does not take the accounts as they are.</exception>
    public async Task RunAsync(LedgerClient client, CancellationToken cancellation)
    {
        var lists = Enumerable.Range(0, scenario.Data.Accounts).Chunk(AccountsPerList);
        var options = new ParallelOptions { MaxDegreeOfParallelism = ListsAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(lists, options, async (ranks, stop) =>
        {
            var results = await client.PostBatchAsync([.. ranks.SelectMany(OperationsOf)], _listDeadline, stop);
            foreach (var result in results)
                Require(result);
            Interlocked.Add(ref _accountsDone, ranks.Length);
        });
    }

    private IEnumerable<Operation> OperationsOf(int rank)
    {
        var data = scenario.Data;
        var account = data.FirstAccount + rank;
        yield return _builder.OpenAccount(CardToken.OfAccount(account), account);
        if (rank >= data.Accounts - data.EmptyAccounts)
            yield break;
        if (data.BalanceMinor > 0)
            yield return _builder.TopUp(Target.Account(account), data.BalanceMinor, "load");
        if (data.Points > 0)
            yield return _builder.AccruePoints(Target.Account(account), data.Points, "load");
    }

    private void Require(PostingResult result)
    {
        switch (result)
        {
            case PostingResult.Posted:
            case PostingResult.Refused { Outcome: Outcome.AccountExists or Outcome.CardTaken or Outcome.BalanceLimit }:
                Interlocked.Increment(ref _decided);
                return;
            default:
                throw new InvalidOperationException($"The data could not be prepared: {result}");
        }
    }
}
