using System.Diagnostics;

namespace Ledger.Server.Tests.Tool;

/// <summary>The commands as programs: the tool's own, and the server's, which has them too.</summary>
[Collection(Disturbances.Name)]
public sealed class ProgramTests(LedgerCluster cluster) : ToolTest(cluster)
{
    [Theory]
    [InlineData("Ledger.Tool")]
    [InlineData("Ledger.Server")]
    public async Task A_program_answers_by_its_output_and_exit_code(string program)
    {
        var listed = await StartAsync(program, "caller", "list", "--credentials", Admin);
        Assert.Equal((0, ""), (listed.Code, listed.Errors));
        Assert.Equal(["1", "administrator", "first administrator"], listed.Rows[1][..3]);

        await ClientOf(Till).OpenAccountAsync("card-of-program-1", 42);
        var csv = await StartAsync(program, "export", "statement", "--account", "42", "--to", "-", "--credentials", Till);
        Assert.Equal(0, csv.Code);
        Assert.Equal(2, csv.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        Assert.Equal(2, (await StartAsync(program, "caller", "lists")).Code);
        Assert.Equal(3, (await StartAsync(program, "log", "--credentials", Till)).Code);
        Assert.Equal(4, (await StartAsync(program, "stores", "--credentials", Till, "--address", "https://127.0.0.1:1")).Code);
        var help = await StartAsync(program, "may", "--help");
        Assert.Contains("--by-number", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_stand_for_options()
    {
        var told = await StartAsync(
            "Ledger.Tool", [("LEDGER_CREDENTIALS", Admin), ("LEDGER_ADDRESS", $"{Ledger.Host.Address}")], "caller", "show", "1");
        Assert.Equal("first administrator", told["name"]);
        var wrong = await StartAsync("Ledger.Tool", [("LEDGER_CREDENTIALS", Admin), ("LEDGER_ADDRESS", "here")], "stores");
        Assert.Equal(2, wrong.Code);
    }

    private static Task<Told> StartAsync(string program, params string[] words) => StartAsync(program, [], words);

    private static async Task<Told> StartAsync(string program, (string Name, string Value)[] environment, params string[] words)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        // Each from its own folder, with what it needs and no more: bin/Release/net10.0 as the tests' own.
        var built = AppContext.BaseDirectory.TrimEnd('/').Split('/')[^3..];
        var file = Path.Combine([WordsTests.Root(), "src", program, .. built, $"{program}.dll"]);
        var start = new ProcessStartInfo(host, [file, .. words])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Bounded();
        return new Told(process.ExitCode, await output, await errors);
    }
}
