using Ledger.Embedded;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Basics;
using Ledger.Server.Hosting;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Journal.Schema;
using Ledger.Server.Programs;

// The way of an operation, and the folders it passes:
//   Intake      checks and resolves it, and waits for the answer
//   Partitions  the single writer of its account: drain, load, decide, append, publish, reply
//   (Rules)     decides it: pure, a project of its own
//   Journal     commits its rows to PostgreSQL
//   Contract    turns rows into the receipt, Wire into bytes
// Beside it: Authority (who calls), Queries (the read side), Cards, Programs (rules as data), Upkeep, Telemetry, Audit (verify). Below all:
// Basics. Above all: Hosting, which wires them.

try
{
    var commands = new CommandLine(
        ServeAsync, VerifyCommand.RunAsync, files => CheckCommand.Run(files, Console.Out, Console.Error), Ledger.Tool.LedgerCommands.All());
    return await commands.RunAsync(args, Console.Out, Console.Error);
}
// A port that is taken is an IOException; a database that is not a ledger's, or refuses the login, a DbException.
catch (Exception mistake) when (mistake is SettingsException or SecretRefusedException or CertificateRefusedException
    or DatabaseRefusedException
    or DatabaseAwayException or ProgramDocumentException or EmbeddedPostgresException or IOException or UnauthorizedAccessException
    or System.Data.Common.DbException)
{
    await Console.Error.WriteLineAsync(mistake.Message);
    var isAway = mistake is DatabaseAwayException || (mistake is System.Data.Common.DbException && SqlStates.IsAway(mistake));
    return isAway ? ExitCodes.DatabaseAway : ExitCodes.Refused;
}

static async Task<int> ServeAsync(Settings settings)
{
    // Of a server that was killed: nobody is to take it for this one's, which may have to wait for its database.
    if (settings.ReadyFile.Length > 0) File.Delete(settings.ReadyFile);
    await using var host = await LedgerHost.StartAsync(settings, TimeProvider.System, default);
    var address = host.Address.ToString().TrimEnd('/');
    foreach (var refused in host.RefusedDocuments)
        foreach (var mistake in refused.Mistakes) Tell(host, settings, $"REFUSED {mistake}");
    Tell(host, settings, $"Ledger is serving on {address}");
    if (settings.ReadyFile.Length > 0) await File.WriteAllTextAsync(settings.ReadyFile, address);
    await host.WaitForShutdownAsync();
    return host.HasFailed ? ExitCodes.Failed : ExitCodes.Done;
}

// Where every line of the console is to be one of the log, this is too.
static void Tell(LedgerHost host, Settings settings, string line)
{
    if (settings.LogFormat == ConsoleLog.Text) Console.WriteLine(line);
    else host.Log(line);
}
