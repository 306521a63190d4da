using System.Globalization;

namespace Ledger.Server.Cards;

/// <summary>
/// Card numbers of 19 digits: the prefix, random digits, a check digit. With a prefix of n digits there are 10^(18-n) of them, and at most
/// one in a million of those may ever be made under the prefix, its beginnings and its continuations together. So whoever guesses a number,
/// prefix and check digit known, hits a made one with at most 10^-6: 10^12 cards without a prefix, 10^6 with six digits, one batch of
/// 10,000 with eight.
/// </summary>
internal static class CardNumbers
{
    public const int Length = 19;
    public const int PrefixMaxLength = 8;

    /// <summary>The most numbers for every 10^18 there are: 10^-6 of them.</summary>
    public const decimal FullestSpace = 1_000_000_000_000;

    /// <summary>
    /// The number at a place of a batch. Nothing of it is kept: it follows from the card key, the batch's key, the place, and how often the
    /// numbers before were somebody's already (<paramref name="attempt"/>).
    /// </summary>
    public static string Make(CardKey key, CardBatch batch, int place, int attempt)
    {
        var digits = Length - 1 - batch.Prefix.Length;
        ulong bound = 1;
        for (var i = 0; i < digits; i++) bound *= 10;
        var number = batch.Prefix + key.Draw(batch.Key, place, attempt, bound).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
        return number + CheckDigit(number);
    }

    /// <summary>The digit that makes <paramref name="number"/> valid when it is put behind it (Luhn, ISO/IEC 7812-1).</summary>
    public static char CheckDigit(string number)
    {
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[^(i + 1)] - '0';
            if (i % 2 == 0) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }
        return (char)('0' + (10 - sum % 10) % 10);
    }
}
