using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Ledger.Load.Report;
using Ledger.Tooling.Measures;
using Npgsql;

namespace Ledger.Load.Session;

/// <summary>What the figures of a run depend on: machine and versions.</summary>
internal static class MachineFacts
{
    public static IReadOnlyDictionary<string, string> Machine() => new Dictionary<string, string>
    {
        ["processor"] = Processor.Name,
        ["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        ["memory"] = Words.Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
        ["system"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.OSArchitecture.ToString(),
    };

    /// <summary>Versions; PostgreSQL's when its database can be reached.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> VersionsAsync(string? connection)
    {
        var versions = new Dictionary<string, string>
        {
            ["load"] = VersionOf(typeof(MachineFacts).Assembly),
            ["client"] = VersionOf(typeof(Client.LedgerClient).Assembly),
            ["runtime"] = RuntimeInformation.FrameworkDescription,
        };
        if (connection is null)
            return versions;
        try
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var session = await source.OpenConnectionAsync();
            versions["PostgreSQL"] = session.PostgreSqlVersion.ToString();
        }
        catch (NpgsqlException reason)
        {
            versions["PostgreSQL"] = $"not reached: {reason.Message}";
        }
        return versions;
    }

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
