namespace Ledger.Server.Basics;

/// <summary>
/// The code of a card, in the two forms it is known by: as it was typed, and normalised, so that what a member reads off his card, or a
/// till off the stripe, is one card however it is written. Normalised is what NFKC makes of it as far as a code can have it (full-width
/// letters, digits and signs become the plain ones), in capitals, without blanks and dashes.
/// </summary>
public static class CardCode
{
    public const int MinLength = 8;
    public const int MaxLength = 64;

    private const int FullWidth = 0xFEE0;

    // No-break, narrow, ideographic blanks; hyphens, dashes and the sign for minus. Their full-width forms are made plain before.
    private const string BlanksAndDashes = " -\u00A0\u202F\u3000\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uFE58\uFE63";

    /// <summary>True for 8 to 64 printable ASCII characters: what a code can be as it was typed.</summary>
    public static bool IsExact(string typed) =>
        typed.Length is >= MinLength and <= MaxLength && !typed.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>The normalised form, 8 to 64 printable ASCII characters; null: there is none.</summary>
    /// <param name="typed">At most 64 characters; longer ones have no form.</param>
    public static string? Normal(string typed)
    {
        if (typed.Length > MaxLength) return null;
        Span<char> normal = stackalloc char[MaxLength];
        var length = 0;
        foreach (var letter in typed)
        {
            var plain = letter is >= '\uFF01' and <= '\uFF5E' ? (char)(letter - FullWidth) : letter;
            if (BlanksAndDashes.Contains(plain)) continue;
            if (plain is <= ' ' or > '~') return null;
            normal[length++] = char.IsAsciiLetterLower(plain) ? (char)(plain - 'a' + 'A') : plain;
        }
        if (length < MinLength) return null;
        return normal[..length].SequenceEqual(typed) ? typed : normal[..length].ToString();
    }
}
