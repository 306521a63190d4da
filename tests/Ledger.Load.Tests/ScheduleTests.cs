using Ledger.Load.Simulations;
using Ledger.Tooling.Draws;

namespace Ledger.Load.Tests;

public class ScheduleTests
{
    [Fact]
    public void Inject_is_evenly_spaced_from_half_a_period_on() =>
        Assert.Equal([50_000, 150_000, 250_000, 350_000, 450_000], DueOf(new Inject(10, TimeSpan.FromSeconds(0.5)), null));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 10, 30)]
    [InlineData(0.5, 60, 30)]
    [InlineData(4999, 60, 299_940)]
    [InlineData(333.3, 3, 1000)]
    public void Inject_makes_rate_times_time(double rate, double seconds, long count)
    {
        var inject = new Inject(rate, TimeSpan.FromSeconds(seconds));
        Assert.Equal(count, DueOf(inject, null).Count);
        Assert.Equal(count, Arrivals.Count(inject.Curve, null));
    }

    [Fact]
    public void A_ramp_makes_the_area_under_it_and_its_times_are_those_of_the_integral()
    {
        var due = DueOf(new RampingInject(0, 100, TimeSpan.FromSeconds(10)), null);
        Assert.Equal(500, due.Count);
        // The area is 5 t², so request k is due at the root of (k + ½) / 5.
        for (var k = 0; k < due.Count; k++)
            Assert.Equal((long)Math.Round(Math.Sqrt((k + 0.5) / 5) * 1e6), due[k]);
    }

    [Fact]
    public void A_ramp_down_mirrors_the_ramp_up()
    {
        var up = DueOf(new RampingInject(0, 80, TimeSpan.FromSeconds(5)), null);
        var down = DueOf(new RampingInject(80, 0, TimeSpan.FromSeconds(5)), null);
        Assert.Equal(up.Count, down.Count);
        for (var k = 0; k < up.Count; k++)
            Assert.InRange(down[k] - (5_000_000 - up[^(k + 1)]), -1, 1);
    }

    [Fact]
    public void Poisson_arrivals_have_the_rate_the_spread_and_the_seed_they_should()
    {
        var simulation = new InjectRandom(1000, TimeSpan.FromSeconds(100));
        var due = DueOf(simulation, new Random(5));
        Assert.InRange(due.Count, 100_000 - 1000, 100_000 + 1000);
        var gaps = due.Zip(due.Skip(1), (one, next) => (next - one) / 1e6).ToList();
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        // An exponential distribution's deviation is its mean.
        Assert.InRange(deviation / mean, 0.98, 1.02);
        Assert.Equal(due, DueOf(simulation, new Random(5)));
        Assert.NotEqual(due, DueOf(simulation, new Random(6)));
        Assert.Equal(due.Count, Arrivals.Count(simulation.Curve, new Random(5)));
    }

    [Fact]
    public void Times_never_go_back_and_stay_inside_the_simulation()
    {
        var curve = new RateCurve([(0, 0), (1, 500), (1, 10), (3, 10), (4, 0), (5, 0), (6, 200)]);
        var due = DueOf(new Replay("test", curve, ByChance: false), null);
        Assert.Equal((long)Math.Floor(curve.Expected + 0.5), due.Count);
        Assert.All(due.Zip(due.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
        Assert.All(due, moment => Assert.InRange(moment, 0, 6_000_000));
        Assert.DoesNotContain(due, moment => moment is > 4_000_000 and < 5_000_000);
    }

    [Fact]
    public void A_curve_file_is_replayed_in_the_time_and_at_the_height_that_are_asked_for()
    {
        var curve = RateCurveFile.Parse("day.csv", ["time,rate", "08:00,10", "# lunch", "12:00,50", "20:00:00,10"]);
        Assert.Equal(TimeSpan.FromHours(12), curve.Duration);
        var squeezed = curve.Transform(1.0 / 720, 2);
        Assert.Equal(TimeSpan.FromSeconds(60), squeezed.Duration);
        Assert.Equal(100, squeezed.RateMax);
        Assert.Equal(curve.Expected / 360, squeezed.Expected, 6);
    }

    [Theory]
    [InlineData("day.csv:1: the first line must be the header time,rate.", "08:00,1", "09:00,2")]
    [InlineData("day.csv:3: \"9 o'clock,5\" is not a line like 09:30,120.", "time,rate", "08:00,1", "9 o'clock,5", "10:00,1")]
    [InlineData("day.csv:3: 07:00 is not after the line before.", "time,rate", "08:00,1", "07:00,5", "10:00,1")]
    [InlineData("day.csv: at least two points are needed.", "time,rate", "08:00,1")]
    public void A_wrong_curve_file_is_told_by_line(string message, params string[] lines)
    {
        var mistake = Assert.Throws<Scenarios.ScenarioMistakeException>(() => RateCurveFile.Parse("day.csv", lines));
        Assert.Contains(message, mistake.Mistakes);
    }

    [Fact]
    public void Copies_follow_a_straight_line()
    {
        var ramp = new RampingConstant(10, 20, TimeSpan.FromSeconds(10));
        Assert.Equal([10, 11, 15, 20, 20], new[] { 0, 1, 5, 10, 11 }.Select(second => ramp.CopiesAt(TimeSpan.FromSeconds(second))));
    }

    [Theory]
    [InlineData(1000, 0.99)]
    [InlineData(1000, 1)]
    [InlineData(1000, 1.5)]
    [InlineData(10, 0)]
    public void Zipf_draws_each_rank_as_often_as_its_weight_says(int ranks, double exponent)
    {
        var zipf = new Zipf(ranks, exponent);
        var random = new SplitMix(1);
        var drawn = new int[ranks + 1];
        for (var i = 0; i < 500_000; i++)
            drawn[zipf.Draw(random)]++;
        var weights = Enumerable.Range(1, ranks).Sum(rank => Math.Pow(rank, -exponent));
        foreach (var rank in new[] { 1, 2, 10, ranks }.Where(rank => rank <= 10 || exponent < 0.1))
            Assert.InRange(drawn[rank] / 500_000.0 / (Math.Pow(rank, -exponent) / weights), 0.93, 1.07);
        Assert.Equal(0, drawn[0]);
    }

    private static List<long> DueOf(OpenSimulation simulation, Random? random)
    {
        var arrivals = new Arrivals(simulation.Curve, random);
        var due = new List<long>();
        while (arrivals.TryNext(out var moment))
            due.Add(moment);
        return due;
    }
}
