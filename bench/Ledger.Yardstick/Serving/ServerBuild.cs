using Ledger.Tooling.Processes;

namespace Ledger.Yardstick.Serving;

/// <summary>A version of the ledger's server that can be measured.</summary>
/// <param name="Mark">What the names of its legs and databases end in; empty for the version under work.</param>
/// <param name="Program">Path of its Ledger.Server.dll.</param>
internal sealed record ServerBuild(string Mark, string Program)
{
    /// <summary>The version that was built together with the yardstick.</summary>
    public static readonly ServerBuild Current = new("", ServerProcess.Ledger);

    /// <summary>The version in another checkout, as its Release build left it.</summary>
    public static ServerBuild Earlier(string checkout) => new(
        "_before", Path.GetFullPath(Path.Combine(checkout, "src", "Ledger.Server", "bin", "Release", "net10.0", "Ledger.Server.dll")));
}
