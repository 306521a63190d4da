using Ledger.Server.Contract;

namespace Ledger.Rules.Tests.Intake;

/// <summary>What texts, numbers and card tokens may be, and how a mistake is told.</summary>
public sealed class ViolationsTests
{
    [Theory]
    [InlineData("", 0, 5, "")]
    [InlineData("", 1, 5, "field REQUIRED: is missing")]
    [InlineData("abcde", 0, 5, "")]
    [InlineData("abcdef", 0, 5, "field LENGTH: must have 0 to 5 characters, not 6")]
    [InlineData("abc", 4, 5, "field LENGTH: must have 4 to 5 characters, not 3")]
    [InlineData("é漢字", 0, 5, "")]
    [InlineData("a\u0000b", 0, 5, "field CHARACTERS: must be UTF-8 without control characters")]
    [InlineData("a\uFFFDb", 0, 5, "field CHARACTERS: must be UTF-8 without control characters")]
    [InlineData("a\nb", 0, 5, "field CHARACTERS: must be UTF-8 without control characters")]
    [InlineData("a\u007F", 0, 5, "field CHARACTERS: must be UTF-8 without control characters")]
    [InlineData("a\u0085", 0, 5, "field CHARACTERS: must be UTF-8 without control characters")]
    public void Texts(string text, int shortest, int longest, string told)
    {
        var check = new Violations();
        check.Text("field", text, shortest, longest);
        Assert.Equal(told, Told(check));
    }

    // Lone halves cannot be written into an attribute: they would not survive UTF-8.
    [Theory]
    [InlineData(0xD83D, 0xDE00, true)]
    [InlineData(0xD83D, 'a', false)]
    [InlineData('a', 0xD83D, false)]
    [InlineData(0xDE00, 'a', false)]
    [InlineData(0xDE00, 0xD83D, false)]
    [InlineData(0xD83D, 0xD83D, false)]
    public void A_surrogate_needs_its_other_half(int first, int second, bool allowed)
    {
        var check = new Violations();
        check.Text("field", new string([(char)first, (char)second]), 0, 5);
        Assert.Equal(allowed, !check.Any);
    }

    [Theory]
    [InlineData(0, "field OUT_OF_RANGE: must be 1 to 10, not 0")]
    [InlineData(1, "")]
    [InlineData(10, "")]
    [InlineData(11, "field OUT_OF_RANGE: must be 1 to 10, not 11")]
    [InlineData(long.MinValue, "field OUT_OF_RANGE: must be 1 to 10, not -9223372036854775808")]
    public void Ranges(long value, string told)
    {
        var check = new Violations();
        check.Range("field", value, 1, 10);
        Assert.Equal(told, Told(check));
    }

    [Theory]
    [InlineData("12345678", "")]
    [InlineData("card number ~", "")]
    [InlineData("1234567", "field LENGTH: must have 8 to 64 characters, not 7")]
    [InlineData("", "field REQUIRED: is missing")]
    [InlineData("1234567é", "field CHARACTERS: must be printable ASCII")]
    public void Card_tokens(string token, string told)
    {
        var check = new Violations();
        check.Card("field", token);
        Assert.Equal(told, Told(check));
    }

    [Fact]
    public void Card_tokens_may_have_64_characters_and_no_more()
    {
        var (longest, longer) = (new Violations(), new Violations());
        longest.Card("field", new string('7', 64));
        longer.Card("field", new string('7', 65));
        Assert.Equal(("", "field LENGTH: must have 8 to 64 characters, not 65"), (Told(longest), Told(longer)));
    }

    [Fact]
    public void A_token_with_a_control_character_is_told_once()
    {
        var check = new Violations();
        check.Card("field", "1234567\n");
        Assert.Single(check.List);
    }

    private static string Told(Violations check)
    {
        Assert.Equal(check.Any, check.List.Count > 0);
        return string.Join("; ", check.List.Select(violation => $"{violation.Field} {violation.Reason}: {violation.Description}"));
    }
}
