using System.Text.Json;
using Ledger.Server.Tests.Authority;
using Ledger.Tool;
using Ledger.Tool.Connecting;

namespace Ledger.Server.Tests.Tool;

/// <summary>The commands of <c>ledger</c> against a server with TLS and the callers of a first start.</summary>
public abstract class ToolTest(LedgerCluster cluster) : TlsTest(cluster)
{
    /// <summary>Where the credential of the first start's administrator is.</summary>
    protected string Admin => Path.Combine(Data, "credentials", "admin");

    /// <summary>A path in the folder that is removed after the test.</summary>
    protected string In(string name) => Path.Combine(Data, name);

    /// <summary>Runs a command that is expected to be done, as the owner of a credential's folder.</summary>
    protected static async Task<Told> DoneAsync(string folder, params string[] words)
    {
        var told = await RunAsync([.. words, "--credentials", folder]);
        Assert.Equal((0, ""), (told.Code, told.Code == 0 ? "" : told.Errors));
        return told;
    }

    /// <summary>Runs a command with <c>--json</c> and reads its answer.</summary>
    protected static async Task<JsonElement> JsonAsync(string folder, params string[] words)
    {
        var told = await DoneAsync(folder, [.. words, "--json"]);
        using var document = JsonDocument.Parse(told.Output);
        return document.RootElement.Clone();
    }

    /// <summary>Runs a command that is expected not to be done; its exit code, and what it says.</summary>
    protected static async Task<(int Code, string Errors)> RefusedAsync(string folder, params string[] words)
    {
        var told = await RunAsync([.. words, "--credentials", folder]);
        Assert.NotEqual(ExitCodes.Done, told.Code);
        return (told.Code, told.Errors);
    }

    /// <summary>Runs a command as it is typed.</summary>
    internal static async Task<Told> RunAsync(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = await LedgerCommands.RunAsync(words, output, errors).Bounded();
        return new Told(code, output.ToString(), errors.ToString());
    }

    /// <summary>Makes a backend by the commands, and enrols it; its folder and number.</summary>
    protected async Task<(string Folder, int Caller)> BackendAsync(string name, params string[] grants)
    {
        var made = await JsonAsync(Admin, ["backend", "create", name, .. grants.SelectMany(grant => new[] { "--grant", grant })]);
        var backend = Assert.Single(made.GetProperty("callers").EnumerateArray());
        await EnrollAsync(backend.GetProperty("token").GetString()!, name);
        return (In(name), backend.GetProperty("caller").GetInt32());
    }

    /// <summary>Enrols a device into a folder of this name.</summary>
    protected async Task<Told> EnrollAsync(string token, string name)
    {
        var told = await RunAsync(
            "enroll", "--address", $"{Ledger.Host.Address}", "--token", token, "--into", In(name),
            "--fingerprint", Certificates.Current.Fingerprint);
        Assert.Equal((0, ""), (told.Code, told.Code == 0 ? "" : told.Errors));
        return told;
    }
}

/// <summary>What a command has told, and its exit code.</summary>
public sealed record Told(int Code, string Output, string Errors)
{
    /// <summary>The lines of the answer by their columns.</summary>
    public IReadOnlyList<string[]> Rows => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))];

    /// <summary>What stands beside a name.</summary>
    public string this[string name] => Assert.Single(Rows, row => row[0] == name)[1];
}
