namespace Ledger.Server.Programs;

/// <summary>Known names in the order in which somebody may have meant them: the fewest letters away first.</summary>
internal static class NearestNames
{
    private const int LongestName = 64;

    public static IEnumerable<string> To(string name, IEnumerable<string> known)
    {
        var meant = name.Length > LongestName ? name[..LongestName] : name;
        return known.OrderBy(one => Distance(meant, one)).ThenBy(one => one, StringComparer.Ordinal);
    }

    // Letters to be put in, taken out or changed.
    private static int Distance(string one, string other)
    {
        var last = new int[other.Length + 1];
        for (var at = 0; at < last.Length; at++) last[at] = at;
        for (var row = 1; row <= one.Length; row++)
        {
            var (diagonal, left) = (last[0], row);
            last[0] = row;
            for (var at = 1; at < last.Length; at++)
            {
                var changed = diagonal + (one[row - 1] == other[at - 1] ? 0 : 1);
                diagonal = last[at];
                left = last[at] = Math.Min(changed, Math.Min(left, diagonal) + 1);
            }
        }
        return last[^1];
    }
}
