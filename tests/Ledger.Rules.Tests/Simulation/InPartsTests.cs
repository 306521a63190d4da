using System.Collections.Concurrent;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>
/// However many parts something comes back in, and by whatever amounts and lines, they come to what one whole refund gives: over random
/// programs with every policy, and random lives before.
/// </summary>
public sealed class InPartsTests
{
    private const int Operations = 70;

    [Fact]
    public void Parts_come_to_what_one_whole_refund_gives()
    {
        var compared = new ConcurrentDictionary<OperationKind, int>();
        var different = new ConcurrentQueue<string>();
        Parallel.For(1, 500, (seed, loop) =>
        {
            var (history, random) = (new SimulatedHistory(seed, Operations), new Random(seed));
            foreach (var original in InParts.Of(history).TakeLast(6).ToList())
            {
                var parts = new InParts(history, original, random);
                if (parts.Difference() is { } difference) different.Enqueue($"Life {seed}: {difference}");
                if (parts.Compared > 1) compared.AddOrUpdate(original.Operation.Kind, 1, (_, count) => count + 1);
            }
            if (!different.IsEmpty) loop.Stop();
        });
        Assert.Empty(different);
        OperationKind[] kinds = [OperationKind.Debit, OperationKind.Checkout, OperationKind.Accrue, OperationKind.Redeem,
            OperationKind.TopUp, OperationKind.CaptureHold];
        Assert.All(kinds, kind => Assert.True(compared.GetValueOrDefault(kind) > 0, $"{kind} never came back in parts"));
    }
}
