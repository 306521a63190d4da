using System.Globalization;

namespace Ledger.Tooling.Draws;

/// <summary>The card tokens of generated traffic, so that every account's first card is known from its number.</summary>
public static class CardToken
{
    /// <summary>The card an account was opened with, 20 digits.</summary>
    /// <param name="account">The account's number.</param>
    public static string OfAccount(long account) => string.Create(CultureInfo.InvariantCulture, $"6699{account:D16}");

    /// <summary>A card that no other operation issues, 34 characters.</summary>
    /// <param name="key">The key of the operation that issues it.</param>
    public static string OfKey(Guid key) => $"66{key:N}";
}
