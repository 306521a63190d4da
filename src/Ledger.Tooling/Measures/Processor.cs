using System.Runtime.InteropServices;

namespace Ledger.Tooling.Measures;

/// <summary>The processor that figures were measured on.</summary>
public static class Processor
{
    private const string Facts = "/proc/cpuinfo";

    /// <summary>Its model as the kernel names it, or else its architecture.</summary>
    public static string Name { get; } =
        (File.Exists(Facts) ? File.ReadLines(Facts).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null)
            ?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
}
