using System.ComponentModel;
using System.Diagnostics;

namespace Ledger.Embedded;

/// <summary>What a finished command left behind.</summary>
internal sealed record CommandResult(string CommandLine, int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    public CommandResult Require(string purpose) => Succeeded
        ? this
        : throw new EmbeddedPostgresException(
            $"{purpose} failed: `{CommandLine}` ended with exit code {ExitCode}.\n{Error.Trim()}\n{Output.Trim()}".TrimEnd());
}

/// <summary>Runs one program without a shell, always within a time limit.</summary>
internal static class BoundedCommand
{
    /// <summary>Long enough for chown, mkdir or sync on a busy disk.</summary>
    public static readonly TimeSpan ShortLimit = TimeSpan.FromSeconds(30);

    public static async Task<CommandResult> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellation)
    {
        var commandLine = string.Join(' ', command);
        using var process = new Process { StartInfo = Describe(command) };
        try
        {
            process.Start();
        }
        catch (Win32Exception cannotStart)
        {
            throw new EmbeddedPostgresException($"`{commandLine}` cannot be started: {cannotStart.Message}", cannotStart);
        }

        process.StandardInput.Close();
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(bounded.Token);
            var error = process.StandardError.ReadToEndAsync(bounded.Token);
            await Task.WhenAll(output, error);
            await process.WaitForExitAsync(bounded.Token);
            return new CommandResult(commandLine, process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            // Only the command itself: the children of pg_ctl are a database, which is stopped in order, never killed.
            process.Kill(entireProcessTree: false);
            cancellation.ThrowIfCancellationRequested();
            throw new EmbeddedPostgresException($"`{commandLine}` did not finish within {limit.TotalSeconds:0} s.");
        }
    }

    private static ProcessStartInfo Describe(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The user postgres may have no right to stand where the server was started.
            WorkingDirectory = "/",
        };

        // PGDATA, PGPORT, PGOPTIONS … of the caller's shell must not reach this cluster.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
