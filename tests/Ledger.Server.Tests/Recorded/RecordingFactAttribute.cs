using System.Runtime.CompilerServices;

namespace Ledger.Server.Tests.Recorded;

/// <summary>
/// What records a release and so writes into the folder that LEDGER_RECORD names, e.g. one beside 0.2.0 with the programs and secrets it is
/// to be made with; skipped otherwise.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecordingFactAttribute : FactAttribute
{
    public RecordingFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : base(file, line)
    {
        if (Folder is null) Skip = "Only a release is recorded.";
    }

    public static string? Folder => Environment.GetEnvironmentVariable("LEDGER_RECORD");
}
