using System.Text.RegularExpressions;

namespace Ledger.Load.Scenarios;

/// <summary>What can be broken on purpose.</summary>
public enum FaultKind
{
    /// <summary>SIGKILL to the server, which is started again at once or after the stated time.</summary>
    KillServer,

    /// <summary>SIGSTOP to the server for the stated time: as a long pause of its collector.</summary>
    StopServer,

    /// <summary>SIGKILL to PostgreSQL's main process, which is started again at once or after the stated time.</summary>
    KillPostgres,

    /// <summary>SIGSTOP to all processes of PostgreSQL for the stated time.</summary>
    StopPostgres,

    /// <summary>Nothing passes between terminals and server for the stated time; connections stay open.</summary>
    CutNetwork,

    /// <summary>Every connection between terminals and server is reset.</summary>
    ResetNetwork,
}

/// <summary>One fault on the schedule.</summary>
/// <param name="At">When, from the beginning of the measured part.</param>
/// <param name="Kind">What.</param>
/// <param name="Lasts">How long; zero for a kill that is repaired at once and for a reset.</param>
public sealed partial record Fault(TimeSpan At, FaultKind Kind, TimeSpan Lasts)
{
    /// <summary>What can be written, for messages.</summary>
    public const string Grammar =
        "at TIME kill server|postgres [for TIME], at TIME stop server|postgres for TIME, at TIME cut the network for TIME, at TIME reset the network";

    private static readonly Dictionary<string, FaultKind> _kinds = new()
    {
        ["kill server"] = FaultKind.KillServer,
        ["stop server"] = FaultKind.StopServer,
        ["kill postgres"] = FaultKind.KillPostgres,
        ["stop postgres"] = FaultKind.StopPostgres,
        ["cut the network"] = FaultKind.CutNetwork,
        ["reset the network"] = FaultKind.ResetNetwork,
    };

    /// <summary>True when it needs a proxy between the terminals and the server.</summary>
    public bool IsOfNetwork => Kind is FaultKind.CutNetwork or FaultKind.ResetNetwork;

    /// <summary>Reads one fault, e.g. <c>at 30s stop postgres for 3s</c>.</summary>
    /// <param name="text">The words.</param>
    /// <param name="mistake">What is wrong with them; empty when nothing is.</param>
    public static Fault? TryRead(string text, out string mistake)
    {
        ArgumentNullException.ThrowIfNull(text);
        mistake = "";
        var words = Words().Match(text.Trim());
        if (!words.Success || !_kinds.TryGetValue(words.Groups["what"].Value, out var kind))
        {
            mistake = $"\"{text}\" is no fault; one of: {Grammar}";
            return null;
        }
        var stated = words.Groups["lasts"].Success;
        if (!Quantity.TryDuration(words.Groups["at"].Value, out var at)
            || !Quantity.TryDuration(stated ? words.Groups["lasts"].Value : "0s", out var lasts))
        {
            mistake = $"\"{text}\": times look like 500ms, 30s, 2m or 1h";
            return null;
        }
        if (kind is FaultKind.StopServer or FaultKind.StopPostgres or FaultKind.CutNetwork && lasts <= TimeSpan.Zero)
            mistake = $"\"{text}\": say for how long, e.g. for 3s";
        else if (kind == FaultKind.ResetNetwork && stated)
            mistake = $"\"{text}\": a reset has no length; use cut the network for {words.Groups["lasts"].Value}";
        else if (lasts > TimeSpan.FromMinutes(10))
            mistake = $"\"{text}\": at most 10m";
        return mistake.Length == 0 ? new Fault(at, kind, lasts) : null;
    }

    /// <summary>The words <see cref="TryRead"/> understands.</summary>
    public override string ToString()
    {
        var what = _kinds.First(pair => pair.Value == Kind).Key;
        return $"at {Quantity.Text(At)} {what}{(Lasts > TimeSpan.Zero ? $" for {Quantity.Text(Lasts)}" : "")}";
    }

    [GeneratedRegex(@"^at\s+(?<at>\S+)\s+(?<what>(kill|stop)\s(server|postgres)|(cut|reset)\sthe\snetwork)(\s+for\s+(?<lasts>\S+))?$")]
    private static partial Regex Words();
}
