using System.Globalization;

namespace Ledger.Load.Data;

/// <summary>The card tokens of a run, so that every account's first card is known from its number.</summary>
internal static class CardToken
{
    /// <summary>The card an account was opened with, 20 digits.</summary>
    public static string OfAccount(long account) => string.Create(CultureInfo.InvariantCulture, $"6699{account:D16}");

    /// <summary>A card that no other operation issues, 34 characters.</summary>
    public static string OfKey(Guid key) => $"66{key:N}";
}
