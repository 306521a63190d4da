using Ledger.Embedded;
using Ledger.Server.Basics;
using Ledger.Server.Hosting;
using Ledger.Server.Journal.Schema;
using Ledger.Server.Programs;

// The way of an operation, and the folders it passes:
//   Intake      checks and resolves it, and waits for the answer
//   Partitions  the single writer of its account: drain, load, decide, append, publish, reply
//   Rules       decides it: pure
//   Journal     commits its rows to PostgreSQL
//   Contract    turns rows into the receipt
// Beside it: Queries (the read side), Programs (rules as data), Upkeep, Embedded (the private PostgreSQL), Telemetry, Audit (verify).

if (args.Contains("--help"))
{
    Console.WriteLine(Usage.Text);
    return 0;
}

try
{
    var command = CommandLine.Read(args);
    if (command.Check is { } files) return CheckCommand.Run(files, Console.Out, Console.Error);
    var file = new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
        .Build();
    var settings = Settings.Read(file, command.EnvironmentWithOptions());
    return command.Verify ? await VerifyCommand.RunAsync(settings) : await ServeAsync(settings);
}
// A port that is taken is an IOException; a database that is not a ledger's, or refuses the login, a DbException.
catch (Exception mistake) when (mistake is SettingsException or SecretRefusedException or DatabaseRefusedException or ProgramDocumentException
    or EmbeddedPostgresException or IOException or System.Data.Common.DbException)
{
    await Console.Error.WriteLineAsync(mistake.Message);
    return 2;
}

static async Task<int> ServeAsync(Settings settings)
{
    await using var host = await LedgerHost.StartAsync(settings, TimeProvider.System, default);
    var address = host.Address.ToString().TrimEnd('/');
    Console.WriteLine($"Ledger is serving on {address}");
    if (settings.ReadyFile.Length > 0) await File.WriteAllTextAsync(settings.ReadyFile, address);
    await host.WaitForShutdownAsync();
    return 0;
}
