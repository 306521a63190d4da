using Ledger.Yardstick.Legs;
using Ledger.Yardstick.Report;
using Ledger.Yardstick.Serving;

namespace Ledger.Load.Tests.Yardstick;

/// <summary>What the yardstick makes of its figures.</summary>
public sealed class GoalTests
{
    private static readonly ServerBuild _earlier = new("_before", "elsewhere/Ledger.Server.dll");

    [Theory]
    [InlineData("unary", "echo", 0.7)]
    [InlineData("checkout", "unary", 0.65)]
    [InlineData("day", "unary", 0.75)]
    [InlineData("reads", "echo", 0.8)]
    public void A_ratio_is_the_median_of_the_ratios_within_the_rounds(string leg, string to, double target)
    {
        var goal = Goal.All.Single(goal => goal.Leg == leg && goal.What == $"times {to}");
        Assert.Equal(target, goal.Target);

        // A machine that slows down meanwhile, and one round that is an exception: the ratio of the medians would be twice as high.
        var results = Rates((leg, [1000 * target, 1000 * target, 100 * target]), (to, [1000, 500, 100]));
        Assert.Equal(target, goal.Figure(results)!.Value, 9);
        Assert.False(goal.IsReached(Rates((leg, [990 * target, 1000 * target, 99 * target]), (to, [1000, 500, 100]))));
        Assert.True(goal.IsReached(Rates((leg, [1010 * target, 1000 * target, 101 * target]), (to, [1000, 500, 100]))));
    }

    [Fact]
    public void A_round_that_broke_has_no_part_in_a_ratio()
    {
        var results = Rates(("day", [0, 900]), ("unary", [1000, 1000]));
        Assert.Equal(0.9, results.MedianRatio("day", "unary"));
        Assert.Null(Goal.All.Single(goal => goal.Leg == "reads").IsReached(results));
    }

    [Fact]
    public void Idle_connections_may_cost_so_many_megabytes()
    {
        var goal = Goal.All.Single(goal => goal.Leg == "idle");
        Assert.True(goal.IsReached(Idle(150)));
        Assert.False(goal.IsReached(Idle(151)));

        static Results Idle(double megabytes)
        {
            var results = new Results();
            results.Add("idle", new Round { TxPerSecond = 1, IdleMegabytes = megabytes });
            return results;
        }
    }

    [Fact]
    public void Every_goal_is_about_a_leg_that_runs_with_what_it_is_compared_with()
    {
        var legs = AllLegs.Make(earlier: null).ToDictionary(leg => leg.Name);
        Assert.All(Goal.All, goal =>
        {
            var leg = legs[goal.Leg];
            if (goal.What is ['t', 'i', 'm', 'e', 's', ' ', .. var to] && legs.ContainsKey(to)) Assert.Contains(to, leg.ComparedWith);
        });
    }

    [Fact]
    public void A_leg_of_an_earlier_version_has_the_same_members_and_connections()
    {
        var legs = AllLegs.Make(_earlier).OfType<LedgerLeg>().ToDictionary(leg => leg.Name);
        foreach (var leg in legs.Values.Where(leg => leg.Before is not null))
            Assert.Equal((leg.HasMembers, leg.Connections), (legs[leg.Before!].HasMembers, legs[leg.Before!].Connections));
        Assert.True(legs["day_before"].HasMembers);
        Assert.Equal(5000, legs["day_before"].Connections);
    }

    private static Results Rates(params (string Leg, double[] TxPerSecond)[] legs)
    {
        var results = new Results();
        foreach (var (leg, rates) in legs)
            foreach (var rate in rates) results.Add(leg, new Round { TxPerSecond = rate });
        return results;
    }
}
