using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs;

/// <summary>A tier that nobody can reach is a mistake of the document.</summary>
public sealed class ReachableTierTests
{
    private const string FirstEarns = "{ code: a, name: A }";

    [Theory]
    [InlineData("{ code: a, name: A, earns: false }", "{ points: 1000, within: ever }", "", "points, and the tiers below earn none")]
    [InlineData("{ code: a, name: A, times: 0 }", "{ points: 1000, within: ever }", "", "points, and the tiers below earn none")]
    [InlineData(FirstEarns, "{ spend_minor: 1000000000001, within: ever }", "", "is more than any account comes to")]
    [InlineData(FirstEarns, "{ points: 501, within: day }", "caps: { day_points: 500 }\n", "which earns 500 at most (caps.day_points)")]
    public void One_that_nobody_reaches_is_told(string first, string reach, string more, string told)
    {
        var mistake = Assert.Single(SampleDocument.MistakesIn(Document(first, reach, more)));
        Assert.StartsWith("card.yaml:23: tiers: nobody reaches \"b\": ", mistake, StringComparison.Ordinal);
        Assert.Contains(told, mistake, StringComparison.Ordinal);
        Assert.Equal(2, ProgramDocument.Held("held", Document(first, reach, more)).Rules.Tiers.Length);
    }

    [Theory]
    [InlineData("{ code: a, name: A, earns: false }", "{ spend_minor: 1000, within: ever }", "")]
    [InlineData("{ code: a, name: A, earns: false }", "{ points: 1000, within: ever }, { purchases: 3, within: ever }", "")]
    [InlineData("{ code: a, name: A, times: 0 }", "{ points: 10, within: ever }", "actions: [{ code: sign_in, points: 1 }]\n")]
    [InlineData("{ code: a, name: A, earns: false }, { code: by_hand, name: H }", "{ points: 1000, within: ever }", "")]
    [InlineData(FirstEarns, "{ points: 500, within: day }", "caps: { day_points: 500 }\n")]
    public void One_way_is_enough(string first, string reach, string more) =>
        Assert.Empty(SampleDocument.MistakesIn(Document(first, reach, more)));

    private static string Document(string first, string reach, string more) =>
        SampleDocument.Text + $"tiers: [{first}, {{ code: b, name: B, reached_by: [{reach}] }}]\n{more}";
}
