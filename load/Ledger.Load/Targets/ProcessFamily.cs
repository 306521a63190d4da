using System.Globalization;

namespace Ledger.Load.Targets;

/// <summary>A process and its children, from /proc/*/stat (number, name in parentheses, state, parent): PostgreSQL has a process for each session.</summary>
internal static class ProcessFamily
{
    public static List<int> Of(int parent)
    {
        var family = new List<int> { parent };
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                continue;
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (int.Parse(fields[1], CultureInfo.InvariantCulture) == parent)
                    family.Add(pid);
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }
        return family;
    }
}
