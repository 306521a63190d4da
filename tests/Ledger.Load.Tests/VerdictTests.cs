using Ledger.Load.Audit;
using Ledger.Load.Session;
using Ledger.Load.Simulations;
using Ledger.Load.Thresholds;

namespace Ledger.Load.Tests;

public class VerdictTests
{
    private static readonly VerdictBasis _good = new(
        100_000, 100_000, 0, 0, [new ThresholdResult(Threshold.TryRead("p99 < 20ms", out _)!, 1000)],
        new AuditReport([new AuditCheck("verify", CheckResult.Holds, ""), new AuditCheck("count", CheckResult.NotTold, "")]), [], false, 0,
        false, null);

    [Fact]
    public void All_well_is_passed() => Assert.Equal("passed", Verdict.Of(_good).Verdict);

    [Fact]
    public void Fast_and_wrong_fails_loudly_and_first()
    {
        var (verdict, remarks) =
            Verdict.Of(_good with { Audit = new AuditReport([new AuditCheck("money", CheckResult.Broken, "1 missing")]) });
        Assert.Equal("failed", verdict);
        Assert.Equal("THE LEDGER IS WRONG: money: 1 missing", remarks[0]);
    }

    [Fact]
    public void A_missed_threshold_fails() => Assert.Equal(
        ("failed", "Threshold p99 < 20ms was not met: 30ms."),
        Of(_good with { Thresholds = [new ThresholdResult(Threshold.TryRead("p99 < 20ms", out _)!, 30_000)] }));

    [Theory]
    [InlineData(99_900, "passed")]
    [InlineData(99_899, "failed")]
    public void Sent_is_scheduled_within_a_thousandth(long sent, string verdict) =>
        Assert.Equal(verdict, Verdict.Of(_good with { Sent = sent, NotSent = 100_000 - sent }).Verdict);

    [Fact]
    public void A_rate_the_target_cannot_take_is_said_in_so_many_words() => Assert.StartsWith(
        "The target cannot take this rate: 40,000 of 100,000 scheduled requests were not sent",
        Verdict.Of(_good with { Sent = 60_000, NotSent = 40_000 }).Remarks[0], StringComparison.Ordinal);

    [Fact]
    public void A_search_may_go_beyond_what_the_target_takes() => Assert.Equal(
        "passed", Verdict.Of(_good with { Sent = 60_000, NotSent = 40_000, Capacity = new CapacityFound(500, false, 7) }).Verdict);

    [Fact]
    public void A_capacity_found_on_a_busy_machine_is_not_certain()
    {
        var (verdict, remark) = Of(_good with { Capacity = new CapacityFound(225, false, 9, IsCertain: false) });
        Assert.Equal("uncertain", verdict);
        Assert.StartsWith("Not certain: the machine was busy.", remark, StringComparison.Ordinal);
        Assert.Equal("failed", Verdict.Of(_good with { Capacity = new CapacityFound(225, false, 9, false), Stopped = true }).Verdict);
    }

    [Fact]
    public void A_generator_that_was_the_bottleneck_makes_a_run_invalid_but_not_better_than_failed()
    {
        Assert.Equal("invalid", Verdict.Of(_good with { WhyInvalid = ["it was slow"] }).Verdict);
        Assert.Equal("failed", Verdict.Of(_good with { WhyInvalid = ["it was slow"], Stopped = true }).Verdict);
    }

    private static (string, string) Of(VerdictBasis basis)
    {
        var (verdict, remarks) = Verdict.Of(basis);
        return (verdict, remarks[0]);
    }
}
