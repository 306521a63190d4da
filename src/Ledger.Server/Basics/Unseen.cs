using System.Globalization;
using System.Text;

namespace Ledger.Server.Basics;

/// <summary>
/// Code points that make a text look like another one or like nothing: format characters (Unicode category Cf), separators of lines and
/// paragraphs (Zl, Zp), and what is no character (Cn, by the Unicode version of the runtime). The two joiners are of Cf as well, but
/// Persian, Indic scripts and emoji need them: they pass between two characters beyond ASCII, where they change how those are drawn.
/// </summary>
internal static class Unseen
{
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    /// <summary>The first one in a text, as in U+202E; null: there is none.</summary>
    public static string? In(string text)
    {
        if (Ascii.IsValid(text)) return null;
        var previous = 0;
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune)) return $"U+{(int)text[at]:X4}";
            at += rune.Utf16SequenceLength;
            if (IsUnseen(rune) && !IsJoinerBetween(rune, previous, at < text.Length ? text[at] : 0)) return $"U+{rune.Value:X4}";
            previous = rune.Value;
        }
        return null;
    }

    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned;

    // Two joiners in a row draw nothing.
    private static bool IsJoinerBetween(Rune rune, int previous, int next) =>
        rune.Value is NonJoiner or Joiner && previous > 0x7F && next > 0x7F && previous is not (NonJoiner or Joiner);
}
