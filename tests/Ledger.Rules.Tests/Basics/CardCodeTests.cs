using Ledger.Server.Basics;

namespace Ledger.Rules.Tests.Basics;

/// <summary>One card is one card however its code is written.</summary>
public sealed class CardCodeTests
{
    [Theory]
    [InlineData("12345678", "12345678")]
    [InlineData("1234-5678", "12345678")]
    [InlineData(" 1234 5678 ", "12345678")]
    [InlineData("ab12-cd34", "AB12CD34")]
    [InlineData("ＡＢ１２ｃｄ３４", "AB12CD34")]
    [InlineData("１２３４－５６７８　", "12345678")]
    [InlineData("1234\u20135678\u00A0", "12345678")]
    [InlineData("A#/._:;=8", "A#/._:;=8")]
    [InlineData("--------1234567", null)]
    [InlineData("1234567é", null)]
    [InlineData("1234567\t8", null)]
    [InlineData("卡12345678", null)]
    public void A_code_is_normalised_to_capitals_without_blanks_and_dashes(string typed, string? normal)
    {
        Assert.Equal(normal, CardCode.Normal(typed));
        if (normal is not null) Assert.Same(normal, CardCode.Normal(normal));
    }

    [Fact]
    public void A_code_has_at_most_64_characters_as_it_is_typed()
    {
        Assert.NotNull(CardCode.Normal(new string('1', 64)));
        Assert.Null(CardCode.Normal(new string('1', 64) + " "));
    }
}
