using FsCheck.Fluent;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Basics;

namespace Ledger.Rules.Tests.Intake;

/// <summary>Keys and the account numbers made from them.</summary>
public sealed class NumberTests
{
    [Theory]
    // The contract's test vector, and RFC 9562's.
    [InlineData("01A201692E007958B2781AC50C5208B6", "2026-11-22T04:00:00.000Z")]
    [InlineData("017F22E279B07CC398C4DC0C0C07398F", "2022-02-22T19:22:22.000Z")]
    [InlineData("00000000000070008000000000000000", "1970-01-01T00:00:00.000Z")]
    [InlineData("E677D21FDBFF7000BFFFFFFFFFFFFFFF", "9999-12-31T23:59:59.999Z")]
    public void A_key_says_when_it_was_made(string hex, string made)
    {
        Assert.True(UuidV7.TryRead(Convert.FromHexString(hex), out var key));
        Assert.Equal(hex, Convert.ToHexString(key.ToByteArray(bigEndian: true)));
        Assert.Equal(DateTime.Parse(made, null, System.Globalization.DateTimeStyles.RoundtripKind), UuidV7.TimeOf(key));
    }

    [Fact]
    public void A_time_beyond_the_calendar_reads_as_its_end()
    {
        Assert.True(UuidV7.TryRead(Convert.FromHexString("FFFFFFFFFFFF7000BFFFFFFFFFFFFFFF"), out var key));
        Assert.Equal(DateTime.MaxValue, UuidV7.TimeOf(key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("01A201692E007958B2781AC50C5208")]
    [InlineData("01A201692E007958B2781AC50C5208B600")]
    // Version 4, and version 7 with the variants of others.
    [InlineData("01A201692E004958B2781AC50C5208B6")]
    [InlineData("01A201692E00795832781AC50C5208B6")]
    [InlineData("01A201692E007958F2781AC50C5208B6")]
    public void Other_bytes_are_no_key(string hex) => Assert.False(UuidV7.TryRead(Convert.FromHexString(hex), out _));

    // Worked out apart from the server: SHA-256 of the key, first eight bytes, lowest 53 bits.
    [Theory]
    [InlineData("01a20169-2e00-7958-b278-1ac50c5208b6", 7_679_625_562_912_876)]
    [InlineData("017f22e2-79b0-7cc3-98c4-dc0c0c07398f", 3_978_339_950_001_953)]
    public void I5_A_key_opens_the_same_account_for_ever(string key, long account) =>
        Assert.Equal(account, AccountNumber.From(Guid.Parse(key)));

    [Fact]
    public void Account_numbers_are_exact_in_every_language() => Cases.Hold(
        FsCheck.Fluent.Arb.From(from high in Gen.Choose(0, int.MaxValue) from low in Gen.Choose(0, int.MaxValue) select (high, low)), 2000,
        number =>
        {
            var account = AccountNumber.From(new Guid(number.high, (short)number.low, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, (byte)number.low));
            Assert.InRange(account, 1, 9_007_199_254_740_991);
            Assert.Equal(account, (long)(double)account);
        });
}
