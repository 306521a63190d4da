using Grpc.Core;
using Ledger.Crash.Tests.Journals;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Simulation;

/// <summary>What a till sent under one key, and what it was told for good.</summary>
internal sealed record Sent(Operation Operation, V1.Receipt? Receipt, Google.Rpc.Status? Problem);

/// <summary>
/// A till: one operation after the other, each under its key until it is answered for good. Some go out twice at once, some come
/// back later, some with another payload, some the database cannot take, some too late.
/// </summary>
internal sealed class SimulatedTill(History history, int seed, int count)
{
    public const string Poison = "poison";

    private const int AttemptsMax = 2000;
    private const long NeverOpened = 999;
    private readonly Random _random = new(seed);

    /// <summary>What was told for good, in the order in which it was told.</summary>
    public List<Sent> Told { get; } = [];

    public async Task PlayAsync()
    {
        for (var i = 0; i < count; i++)
        {
            var operation = Next(i);
            var copies = _random.Next(6) == 0 ? 2 : 1;
            var told = await Task.WhenAll(Enumerable.Range(0, copies).Select(_ => UntilToldAsync(operation)));
            Told.AddRange(told);
            if (_random.Next(8) == 0) await ComeBackAsync();
        }
    }

    /// <summary>Sends an operation that was answered before: as it was, or changed under the same key.</summary>
    private async Task ComeBackAsync()
    {
        // A refused opening leaves an account that does not exist; what its key is told then, a test of its own asks.
        if (Told.FindLast(sent => sent.Receipt is not null && sent.Operation.Kind != OperationKind.OpenAccount) is not { } before) return;
        if (_random.Next(2) == 0)
        {
            Told.Add(await UntilToldAsync(before.Operation));
            return;
        }
        var other = Members.Make(before.Operation.Account, OperationKind.Adjust, 17, Asset.Principal, "changed", before.Operation.Key);
        var answer = await UntilToldAsync(other);
        if (answer.Receipt?.Outcome != V1.Outcome.KeyReused)
            throw new BrokenHistoryException("I5", $"a key with another payload got {answer}");
    }

    private async Task<Sent> UntilToldAsync(Operation operation)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            // Others get their turn first; who waits for long waits in real time, for what runs on other threads.
            if (attempt < 20) await Task.Yield();
            else await Task.Delay(1);
            if (attempt > 1) history.Wait();
            var server = history.AnyServer(_random);
            var posting = new TestPosting(operation)
            {
                Deadline = operation.Reference == "late" ? Members.Start.UtcDateTime : DateTime.MaxValue,
            };
            server.Hand(history.PartitionOf(operation.Account), posting);
            if (_random.Next(4) == 0) server.Hand(history.PartitionOf(operation.Account), new Tick());
            await Task.WhenAny(posting.Completion, server.Died);
            if (server.StopReason is { } reason) throw new BrokenHistoryException("stopped", $"a partition has stopped: {reason}");
            // A dead server tells nothing more; what it told before counts.
            if (!posting.Completion.IsCompleted) continue;

            var (receipt, problem) = await posting.Completion;
            if (receipt is not null)
            {
                if (history.Store.Find([operation.Key]).Count == 0)
                    throw new BrokenHistoryException("I4", $"key {operation.Key} is answered and not committed");
                return new Sent(operation, receipt, null);
            }
            if (problem!.Code is not ((int)StatusCode.Unavailable or (int)StatusCode.ResourceExhausted))
                return new Sent(operation, null, problem);
        }
        throw new BrokenHistoryException("I14", $"key {operation.Key} was not answered in {AttemptsMax} attempts");
    }

    private Operation Next(int index)
    {
        var account = _random.Next(1, 7);
        if (index < 2) return Make(account, OperationKind.OpenAccount, newCard: CardOf(_random.Next(8)));
        return _random.Next(24) switch
        {
            < 6 => Make(account, OperationKind.TopUp, _random.Next(1, 60_000)),
            < 11 => Make(account, OperationKind.Debit, _random.Next(1, 40_000), partial: _random.Next(3) == 0),
            < 15 => Make(account, OperationKind.Accrue, _random.Next(1, 300), Asset.Points, "gift"),
            < 17 => Make(account, OperationKind.Redeem, 50 * _random.Next(1, 5)),
            < 19 => Make(account, OperationKind.IssueCard, newCard: CardOf(_random.Next(8))),
            19 => Make(account, OperationKind.OpenAccount, newCard: CardOf(_random.Next(8))),
            20 => Make(NeverOpened, OperationKind.TopUp, 5),
            21 => Make(account, OperationKind.Accrue, 1, Asset.Points, "gift", reference: Poison),
            22 => Make(account, (OperationKind)99),
            _ => Make(account, OperationKind.TopUp, 5, reference: "late"),
        };
    }

    private Operation Make(
        long account, OperationKind kind, long asked = 0, Asset asset = Asset.None, string? note = null, string? reference = null,
        bool partial = false, Guid? newCard = null)
    {
        var random = new byte[16];
        _random.NextBytes(random);
        return Members.Make(account, kind, asked, asset, note, new Guid(random), reference, partial, newCard);
    }

    private static Guid CardOf(int number) => new(number + 1, 0, 0, new byte[8]);
}
