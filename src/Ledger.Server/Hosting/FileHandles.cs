using System.Globalization;
using Ledger.Server.Basics;

namespace Ledger.Server.Hosting;

/// <summary>
/// How many files the system lets this process have open: every connection is one. A server without any left can neither take a call nor
/// find its database again, so callers get what is left beside what it needs itself.
/// </summary>
internal static partial class FileHandles
{
    /// <summary>Beside connections: the runtime's own, files read now and then, connections that are about to end.</summary>
    private const int Others = 200;
    /// <summary>With fewer callers than these a server is of no use.</summary>
    private const int CallersLeast = 16;

    /// <summary>What the system allows; <see cref="int.MaxValue"/>: as many as one likes, or it does not say.</summary>
    public static int Allowed()
    {
        const string limits = "/proc/self/limits";
        if (!File.Exists(limits)) return int.MaxValue;
        var line = File.ReadLines(limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
    }

    /// <summary>
    /// Callers' connections to take at once: <see cref="Limits.ConnectionsMax"/>, or as many as there is room for, which is told.
    /// </summary>
    /// <param name="allowed">What the system allows.</param>
    /// <param name="ofDatabase">Connections to the database.</param>
    /// <exception cref="SettingsException">There is no room to work at all.</exception>
    public static int ConnectionsFor(int allowed, int ofDatabase, Limits limits, ILogger logger)
    {
        var own = ofDatabase + Others;
        if (allowed - own >= limits.ConnectionsMax) return limits.ConnectionsMax;
        var needed = limits.ConnectionsMax + own;
        if (allowed - own < CallersLeast)
            throw new SettingsException(
                [$"The system lets this server have {allowed} files open, too few to work with; it may need {needed}. Raise the limit "
                    + "(ulimit -n, LimitNOFILE)."]);
        LogFew(logger, allowed, needed, allowed - own);
        return allowed - own;
    }

    [LoggerMessage(601, LogLevel.Warning,
        "The system lets this server have {Allowed} files open, and it may need {Needed}: no more than {Taken} connections of callers are "
        + "taken at once. Raise the limit (ulimit -n, LimitNOFILE), or lower ConnectionsMax.")]
    private static partial void LogFew(ILogger logger, int allowed, int needed, int taken);
}
