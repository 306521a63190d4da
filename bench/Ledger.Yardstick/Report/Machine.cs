using System.Globalization;
using System.Text.Json;
using Ledger.Tooling.Measures;

namespace Ledger.Yardstick.Report;

/// <summary>The machine and the runtime settings of a run, in words.</summary>
internal static class Machine
{
    /// <summary>They concern the SDK, not a running program.</summary>
    private static readonly string[] ToolVariables =
        ["DOTNET_ROOT", "DOTNET_NOLOGO", "DOTNET_GENERATE_ASPNET_CERTIFICATE", "DOTNET_SKIP_FIRST_TIME_EXPERIENCE"];

    public static string Describe()
    {
        var memory = double.Parse(File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);
        var kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        return string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores of {Processor.Name}, {memory / 1024 / 1024:0} GB, Linux {kernel}, .NET {Environment.Version}");
    }

    /// <summary>The runtime settings that the ledger's server is built with: the yardstick runs it with exactly these.</summary>
    public static string ServerRuntime()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Ledger.Server.runtimeconfig.json")));
        return string.Join(", ", file.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties").EnumerateObject()
            .Select(property => $"{property.Name} = {property.Value}"));
    }

    /// <summary>
    /// What was set in the environment for the runtime (DOTNET_) and for the server (LEDGER_): nothing else is set by the yardstick.
    /// </summary>
    public static string Environs()
    {
        var set = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal) || name.StartsWith("LEDGER_", StringComparison.Ordinal))
            .Where(name => !name.StartsWith("DOTNET_CLI_", StringComparison.Ordinal) && !ToolVariables.Contains(name))
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name}={Environment.GetEnvironmentVariable(name)}").ToArray();
        return set.Length == 0 ? "no DOTNET_ or LEDGER_ variable is set" : string.Join(", ", set);
    }
}
