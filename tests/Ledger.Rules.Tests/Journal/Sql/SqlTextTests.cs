using System.Text.RegularExpressions;
using Ledger.Rules.Codes;
using Ledger.Rules.Tests.Architecture;
using Ledger.Server.Journal.Sql;

namespace Ledger.Rules.Tests.Journal.Sql;

/// <summary>SQL lies in files of its own, calls codes by their names, and its parameters too.</summary>
public sealed partial class SqlTextTests
{
    public static TheoryData<string> Names => [.. SqlText.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_text_is_whole_and_names_its_codes_and_parameters(string name)
    {
        var plain = SqlText.ReadPlain(name);

        Assert.DoesNotMatch(BareCode(), plain);
        Assert.DoesNotMatch(NumberedParameter(), plain);
        Assert.DoesNotContain("{", SqlText.Read(name));
    }

    [Theory]
    [InlineData("WHERE kind = 24", true)]
    [InlineData("WHERE j.kind IN (24, 25)", true)]
    [InlineData("WHERE kind NOT IN ( 24)", true)]
    [InlineData("AND outcome < 10", true)]
    [InlineData("FILTER (WHERE counter=3)", true)]
    [InlineData("asset <> 1", true)]
    [InlineData("WHERE kind = {kind.transfer} AND leg = 0", false)]
    public void A_bare_code_is_seen(string text, bool isBare) => Assert.Equal(isBare, BareCode().IsMatch(text));

    [Fact]
    public void A_code_is_the_number_of_its_name()
    {
        Assert.Equal("24", SqlCodes.Of("kind", "transfer"));
        Assert.Equal("29", SqlCodes.Of("kind", "come_back"));
        Assert.Equal("8", SqlCodes.Of("counter", "in_transit"));
        Assert.Equal("2", SqlCodes.Of("asset", "principal"));
        Assert.Equal("1", SqlCodes.Of("identifier", "card"));
        Assert.Throws<InvalidOperationException>(() => SqlCodes.Of("kind", "transfers"));
    }

    [Fact]
    public void What_is_below_the_first_refusal_is_posted_and_nothing_else()
    {
        var refused = int.Parse(SqlCodes.Of("outcome", "refused"), System.Globalization.CultureInfo.InvariantCulture);
        foreach (var outcome in Enum.GetValues<Outcome>())
            if (outcome != Outcome.None) Assert.Equal(outcome.IsPosted(), (int)outcome < refused);
    }

    [Fact]
    public void No_code_of_the_server_has_SQL_in_it()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Ledger.Server"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Contains("obj")).ToArray();
        Assert.NotEmpty(sources);

        Assert.DoesNotContain(sources, file => Statement().IsMatch(File.ReadAllText(file)));
        Assert.Matches(Statement(), "connection.Query(\"SELECT 1\")");
    }

    [GeneratedRegex(@"\b(kind|outcome|asset|counter)\s*(=|<>|<=|>=|<|>|(NOT\s+)?IN)\s*\(?\s*-?\d", RegexOptions.IgnoreCase)]
    private static partial Regex BareCode();

    [GeneratedRegex(@"\$\d")]
    private static partial Regex NumberedParameter();

    [GeneratedRegex(@"""\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|GRANT)\s")]
    private static partial Regex Statement();
}
