using System.CommandLine;
using Ledger.Tool.Words;

namespace Ledger.Tool.Connecting;

/// <summary>Where the ledger is, whose credential is shown to it, and how answers are told: the options that every command has.</summary>
internal static class ConnectionOptions
{
    /// <summary>Stands for <c>--credentials</c>.</summary>
    public const string CredentialsVariable = "LEDGER_CREDENTIALS";

    /// <summary>Stands for <c>--address</c>.</summary>
    public const string AddressVariable = "LEDGER_ADDRESS";

    private const string InsecureAddress = "http://127.0.0.1:5005";

    public static Option<List<Uri>> Address { get; } = Recursive(Worded.Several<Uri>(
        "--address", "URI", $"Where the ledger listens; several times for several servers of it. Otherwise {AddressVariable}, otherwise what "
            + "the credential's folder says.", IsAddress, "an address like https://ledger.example:5005"));

    public static Option<string?> Credentials { get; } = Recursive(Worded.Text(
        "--credentials", "FOLDER", $"The credential to show, as `ledger enroll` makes one. Otherwise {CredentialsVariable}."));

    public static Option<bool> Insecure { get; } = Recursive(new Option<bool>("--insecure")
    {
        Description = $"Without TLS and without a credential, to a server that was started so, on loopback ({InsecureAddress}).",
    });

    public static Option<long?> Timeout { get; } = Recursive(Worded.Whole(
        "--timeout", "How long to wait for an answer, in seconds. 30 unless said, 300 for reports, more for files.", 1, 3600));

    public static Option<bool> Json { get; } = Recursive(new Option<bool>("--json")
    {
        Description = "Tell the answer as JSON, as the contract's message.",
    });

    /// <summary>Gives them to a command and those below it.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Address, Credentials, Insecure, Timeout, Json]) command.Options.Add(option);
    }

    /// <summary>The servers that are meant; empty: the one that the credential's folder names.</summary>
    /// <exception cref="WrongArgumentsException">They cannot be meant.</exception>
    public static IReadOnlyList<Uri> AddressesIn(ParseResult words)
    {
        var isInsecure = words.GetValue(Insecure);
        var addresses = words.GetValue(Address) is { Count: > 0 } said ? said : FromVariable();
        if (addresses.Count == 0 && isInsecure) addresses = [new Uri(InsecureAddress)];
        foreach (var address in addresses)
            if (isInsecure && (address.Scheme != Uri.UriSchemeHttp || !address.IsLoopback))
                throw new WrongArgumentsException($"--insecure is for http:// on loopback, and {address} is not that.");
            else if (!isInsecure && address.Scheme != Uri.UriSchemeHttps)
                throw new WrongArgumentsException($"{address} is without TLS: say https://, or --insecure if that is meant.");
        return addresses;
    }

    /// <summary>The credential's folder; null: without TLS none is shown.</summary>
    /// <exception cref="WrongArgumentsException">None is named.</exception>
    public static string? FolderIn(ParseResult words)
    {
        if (words.GetValue(Insecure)) return null;
        return words.GetValue(Credentials) ?? Variable(CredentialsVariable)
            ?? throw new WrongArgumentsException($"Say whose credential to show: --credentials FOLDER, or {CredentialsVariable}.");
    }

    /// <summary>An environment variable that is set to something.</summary>
    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static List<Uri> FromVariable()
    {
        if (Variable(AddressVariable) is not { } word) return [];
        return IsAddress(word, out var address) ? [address]
            : throw new WrongArgumentsException(
            $"{AddressVariable} is \"{word}\", which is not an address like https://ledger.example:5005.");
    }

    private static bool IsAddress(string word, out Uri address) =>
        Uri.TryCreate(word, UriKind.Absolute, out address!)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    private static Option<T> Recursive<T>(Option<T> option)
    {
        option.Recursive = true;
        return option;
    }
}
