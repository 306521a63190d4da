using System.Collections;
using Ledger.Server.Hosting;
using Microsoft.Extensions.Configuration;

namespace Ledger.Yardstick.Serving;

/// <summary>
/// The ledger's server as a process of its own, configured by LEDGER_ variables as the product is and run with the product's runtime
/// configuration. On top of serving it answers "figures" on its standard input, which the product does not need to know about.
/// </summary>
internal static class ServeCommand
{
    public const string Ready = "ready";

    public static async Task<int> RunAsync(TimeProvider time)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => new KeyValuePair<string, string>((string)variable.Key, (string?)variable.Value ?? ""));
        var settings = Settings.Read(new ConfigurationBuilder().Build(), environment);
        await using var host = await LedgerHost.StartAsync(settings, time, default);
        Console.WriteLine($"{Ready} {host.Address}");
        // The parent's end of the pipe closes when it wants this process to stop, or dies.
        while (await Console.In.ReadLineAsync() is { } line)
            if (line == ServerFigures.Word) Console.WriteLine(ServerFigures.ReadOwn());
        return 0;
    }
}
