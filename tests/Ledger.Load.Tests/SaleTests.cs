using Ledger.Load.Engine;
using Ledger.Load.Recording;
using Ledger.Load.Scenarios;
using Ledger.Load.Simulations;
using Ledger.V1;
using static Ledger.Load.Tests.EngineRun;

namespace Ledger.Load.Tests;

/// <summary>Steps that sell baskets and take them back.</summary>
public class SaleTests
{
    private static readonly Step _checkout = new()
    {
        Kind = StepKind.Checkout, Name = "checkout", Amount = new AmountRange(1, 1000), LinesCount = 4, StoredValue = true,
    };

    private static readonly Step _refund = new() { Kind = StepKind.Refund, Name = "refund", Amount = new AmountRange(10, 20) };

    [Fact]
    public async Task A_checkout_spreads_its_amount_over_lines_of_at_least_a_minor_unit()
    {
        var scenario = Scenario(new Inject(1000, Ms(300))) with { Steps = [_checkout with { Amount = new AmountRange(1, 9) }] };
        using var run = await AfterAsync(scenario);

        Assert.Equal(300, run.Target.Operations.Count);
        Assert.All(run.Target.Operations.Select(operation => operation.Checkout), checkout =>
        {
            var amounts = checkout.Lines.Select(line => line.AmountMinor).ToArray();
            Assert.Equal(Math.Min(4, amounts.Sum()), amounts.Length);
            Assert.InRange(amounts.Max() - amounts.Min(), 0, 1);
            Assert.True(checkout.AllStoredValue);
        });
        Assert.Equal(9, run.Target.Operations.Select(operation => operation.Checkout.Lines.Sum(line => line.AmountMinor)).Distinct()
            .Count());
    }

    [Fact]
    public async Task A_refund_is_of_a_sale_that_was_posted_before_it_and_of_its_account()
    {
        var sale = new Step { Kind = StepKind.Debit, Name = "debit" };
        var scenario = Scenario(new Inject(500, Ms(600))) with { Steps = [_checkout, sale, _refund] };
        var target = new ScriptedTarget();
        // Every third call is refused: what did not take place cannot come back.
        target.Script = (call, operation) => Task.FromResult(call % 3 == 0 ? ScriptedTarget.Refused(operation!) : null);
        using var run = await AfterAsync(scenario, target);

        var sold = new Dictionary<Google.Protobuf.ByteString, long>();
        var (refunds, without) = (0, 0);
        foreach (var operation in target.Operations)
        {
            if (operation.KindCase != Operation.KindOneofCase.Refund)
                sold.Add(operation.Key, operation.Account);
            else if (operation.Refund.OriginalKey == operation.Key)
                without++;
            else
            {
                refunds++;
                Assert.Equal(sold[operation.Refund.OriginalKey], operation.Account);
                Assert.True(target.Journal.ContainsKey(operation.Refund.OriginalKey));
                Assert.InRange(operation.Refund.Amount, 10, 20);
            }
        }
        Assert.True(refunds > 50, $"{refunds} refunds of sales, {without} before the first sale");
        Assert.True(without < refunds);
    }

    [Fact]
    public async Task Without_a_sale_a_refund_is_of_a_key_that_nobody_used()
    {
        using var run = await AfterAsync(Scenario(new Inject(100, Ms(100))) with { Steps = [_refund] });

        Assert.Equal(10, run.Target.Operations.Count);
        Assert.All(run.Target.Operations, operation => Assert.Equal(operation.Key, operation.Refund.OriginalKey));
        Assert.Equal(10, run.Recorder.Total.Of(Ending.Ok));
    }
}
