using Ledger.Server.Contract;

namespace Ledger.Rules.Tests.Contract;

/// <summary>Texts that look like other ones, or like nothing, are refused by name.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("a\u202Eb", "U+202E")]
    [InlineData("\u200B", "U+200B")]
    [InlineData("a\u2028b", "U+2028")]
    [InlineData("a\u2029", "U+2029")]
    [InlineData("\uFEFFa", "U+FEFF")]
    [InlineData("x\U000E0041", "U+E0041")]
    [InlineData("soft\u00ADhyphen", "U+00AD")]
    [InlineData("a\u0378", "U+0378")]
    [InlineData("ab\u200Dcd", "U+200D")]
    [InlineData("\u0915\u200D\u200D\u0915", "U+200D")]
    [InlineData("\u0915\u200D", "U+200D")]
    public void What_nobody_sees_is_refused_by_its_code_point(string text, string name)
    {
        var check = new Violations();
        check.Text("reference", text, 0, 64);

        var wrong = Assert.Single(check.List);
        Assert.Equal(("reference", "CHARACTERS"), (wrong.Field, wrong.Reason));
        Assert.Contains(name, wrong.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ticket 4711 / äöü / 结账 / ＝full width＝")]
    [InlineData("क्\u200Dष")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("👨\u200D👩\u200D👧 ❤\uFE0F")]
    public void What_scripts_and_emoji_need_is_taken(string text)
    {
        var check = new Violations();
        check.Text("reference", text, 0, 64);
        Assert.False(check.Any);
    }
}
