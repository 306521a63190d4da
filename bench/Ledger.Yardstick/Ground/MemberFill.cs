using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Ledger.Tooling.Draws;
using Ledger.V1;
using Ledger.Yardstick.Load;

namespace Ledger.Yardstick.Ground;

/// <summary>
/// Fills an empty ledger through its own server, in batches: accounts numbered from 1, each opened with the card that
/// <see cref="CardToken"/> names, topped up and given points. What has cards cannot be copied in: they lie in tables of their own.
/// </summary>
/// <param name="accounts">How many accounts.</param>
/// <param name="seed">Of the keys.</param>
/// <param name="time">The clock of the keys.</param>
internal sealed class MemberFill(long accounts, int seed, TimeProvider time)
{
    /// <summary>What every member holds: more than a run on one account spends.</summary>
    public const long Points = 100_000_000;

    // Three operations each.
    private const int AccountsPerBatch = 333;
    private const int BatchesInFlight = 4;

    public async Task RunAsync(Uri server, CancellationToken cancellation)
    {
        using var channel = GrpcChannel.ForAddress(server);
        var client = new Posting.PostingClient(channel);
        var batches = Enumerable.Range(0, (int)((accounts + AccountsPerBatch - 1) / AccountsPerBatch));
        var options = new ParallelOptions { MaxDegreeOfParallelism = BatchesInFlight, CancellationToken = cancellation };
        await Parallel.ForEachAsync(batches, options, async (batch, stop) =>
        {
            var response = await client.PostBatchAsync(Batch(batch), cancellationToken: stop);
            foreach (var result in response.Results)
                if (result.Receipt?.Outcome != Outcome.Posted) throw new InvalidOperationException($"A member could not be made: {result}");
        });
    }

    private PostBatchRequest Batch(int number)
    {
        var random = new SplitMix(((ulong)seed << 24) ^ (ulong)number);
        var (first, now) = (1 + (long)number * AccountsPerBatch, time.GetUtcNow());
        var request = new PostBatchRequest();
        for (var account = first; account < Math.Min(first + AccountsPerBatch, accounts + 1); account++)
        {
            Add(account).OpenAccount = new OpenAccount { Card = CardToken.OfAccount(account) };
            Add(account).TopUp = new TopUp { AmountMinor = LedgerFill.BalanceMinor, Tender = "cash" };
            Add(account).Accrue = new Accrue { Points = Points, Reason = "opening balance" };
        }
        return request;

        Operation Add(long account)
        {
            var operation = new Operation
            {
                Key = KeyBytes.Make(now.ToUnixTimeMilliseconds(), random), Account = account, Store = 1, Terminal = 1,
                TerminalSeq = account, BusinessTime = Timestamp.FromDateTimeOffset(now),
            };
            request.Operations.Add(operation);
            return operation;
        }
    }
}
