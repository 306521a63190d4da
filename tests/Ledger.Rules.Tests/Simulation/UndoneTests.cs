using System.Collections.Concurrent;
using System.Globalization;
using Ledger.Rules.Codes;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>
/// The one property of reversals: an operation that is reversed has never been, whatever its kind, whatever the program, whatever the
/// account had lived through before. A failure names its seed, as in <see cref="SimulationTests"/>.
/// </summary>
public sealed class UndoneTests
{
    private const int Operations = 120;
    private const int Changes = 14;

    [Fact]
    public void What_is_reversed_at_once_has_never_been()
    {
        var only = Setting("LEDGER_SIM_SEED");
        var (first, count) = only is { } seed ? (seed, 1) : (Setting("LEDGER_SIM_START") ?? 1, Setting("LEDGER_SIM_COUNT") ?? 1000);
        var met = new ConcurrentDictionary<OperationKind, bool>();
        SimulatedHistory? failed = null;
        Parallel.For(first, first + count, (number, loop) =>
        {
            var history = new SimulatedHistory(number, Operations, undoes: true);
            foreach (var step in history.Steps.Where(step => step.Undoes))
                if (history.Plain.Entries.TryGetValue(step.Sending.Operation.Key, out var reversal) && reversal.Outcome == Outcome.Posted
                    && history.Plain.Entries[step.Sending.Operation.Original!.Value] is { IsPosted: true } original)
                    met.TryAdd(original.Operation.Kind, true);
            if (history.Difference is null) return;
            Interlocked.CompareExchange(ref failed, history, null);
            loop.Stop();
        });
        if (failed is not null) Assert.Fail(failed.Explained());
        if (count >= 500) Assert.DoesNotContain(Reversible, kind => !met.ContainsKey(kind));
    }

    [Fact]
    public void What_is_reversed_in_any_order_has_never_been()
    {
        var only = Setting("LEDGER_SIM_SEED");
        var (first, count) = only is { } seed ? (seed, 1) : (Setting("LEDGER_SIM_START") ?? 1, Setting("LEDGER_SIM_COUNT") ?? 400);
        var reversed = 0;
        SimulatedHistory? failed = null;
        Parallel.For(first, first + count, (number, loop) =>
        {
            var history = new SimulatedHistory(number, Operations / 3);
            Interlocked.Add(ref reversed, history.UndoOutOfTurn(Changes));
            if (history.Difference is null) return;
            Interlocked.CompareExchange(ref failed, history, null);
            loop.Stop();
        });
        if (failed is not null) Assert.Fail($"LEDGER_SIM_SEED={failed.Seed}: {failed.Difference}\n{failed.Changed(Changes * 2)}");
        if (count >= 100) Assert.True(reversed > 3 * count, $"only {reversed} changes were reversed");
    }

    private static IEnumerable<OperationKind> Reversible =>
    [
        OperationKind.OpenAccount, OperationKind.IssueCard, OperationKind.ReplaceCard, OperationKind.ReportLoss, OperationKind.FindCard,
        OperationKind.ApproveCard, OperationKind.SetPin, OperationKind.UnlockPin, OperationKind.Freeze, OperationKind.Unfreeze,
        OperationKind.Warn, OperationKind.Describe, OperationKind.SetTier, OperationKind.CancelAccount, OperationKind.CashOut,
        OperationKind.TopUp, OperationKind.Accrue, OperationKind.Debit, OperationKind.Redeem, OperationKind.Adjust,
        OperationKind.Checkout, OperationKind.Refund, OperationKind.PlaceHold, OperationKind.CaptureHold, OperationKind.ReleaseHold,
    ];

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
