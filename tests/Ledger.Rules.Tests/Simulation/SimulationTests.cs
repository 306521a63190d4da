using System.Collections.Concurrent;
using System.Globalization;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>
/// The rules against the second model over random programs and long random lives. A failure names its seed: <c>LEDGER_SIM_SEED=n</c> runs
/// that history alone; <c>LEDGER_SIM_COUNT=n</c> runs so many, <c>LEDGER_SIM_START=n</c> from another seed on.
/// </summary>
public sealed class SimulationTests
{
    private const int Operations = 200;

    [Fact]
    public void Rules_and_second_model_agree_on_every_answer_and_every_account()
    {
        var only = Setting("LEDGER_SIM_SEED");
        var (first, count) = only is { } seed ? (seed, 1) : (Setting("LEDGER_SIM_START") ?? 1, Setting("LEDGER_SIM_COUNT") ?? 2000);
        var met = new ConcurrentDictionary<(OperationKind, Outcome), bool>();
        var heldPaid = 0;
        SimulatedHistory? failed = null;
        Parallel.For(first, first + count, (number, loop) =>
        {
            var history = new SimulatedHistory(number, Operations);
            foreach (var entry in history.Plain.Entries.Values)
            {
                met.TryAdd((entry.Operation.Kind, entry.Outcome), true);
                if (entry is { IsPosted: true, Operation: { Kind: OperationKind.Checkout, Original: not null } })
                    Interlocked.Increment(ref heldPaid);
            }
            if (history.Difference is null) return;
            Interlocked.CompareExchange(ref failed, history, null);
            loop.Stop();
        });
        if (failed is not null) Assert.Fail(failed.Explained());
        if (count < 500) return;
        Assert.Empty(NeverMet(met.Keys));
        Assert.True(heldPaid > 0, "no hold has paid a checkout");
    }

    /// <summary>A history that never gets somewhere proves nothing about it.</summary>
    private static IEnumerable<string> NeverMet(ICollection<(OperationKind Kind, Outcome Outcome)> met) =>
    [
        .. Enum.GetValues<OperationKind>().Where(kind =>
            kind is not (OperationKind.None or OperationKind.BlockKey) && !met.Contains((kind, Outcome.Posted)))
            .Select(kind => $"{kind} posted"),
        .. Enum.GetValues<Outcome>().Where(outcome =>
            // Two hundred returns of one operation are no random life.
            outcome is not (Outcome.None or Outcome.KeyReused or Outcome.KeyBlocked or Outcome.ReturnsLimit)
            && !met.Any(one => one.Outcome == outcome))
            .Select(outcome => $"{outcome}"),
    ];

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
