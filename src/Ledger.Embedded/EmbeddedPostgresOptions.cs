using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Ledger.Embedded.Tests")]

namespace Ledger.Embedded;

/// <summary>Where the private cluster lives and how it differs from <see cref="ClusterSettings.Defaults"/>.</summary>
/// <param name="DataFolder">Folder that holds everything of this ledger; created when missing. A relative path counts from the current
/// folder.</param>
public sealed record EmbeddedPostgresOptions(string DataFolder)
{
    /// <summary>
    /// Settings for postgresql.conf that replace or add to the defaults, by name. The values are written as given, in quotes.
    /// <c>port</c> and <c>unix_socket_directories</c> belong to the server and are refused.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The database to connect to; created when missing.</summary>
    public string Database { get; init; } = "ledger";

    /// <summary>Replaces the search for binaries (PATH, then /usr/lib/postgresql/*/bin); for tests.</summary>
    internal IReadOnlyList<string>? BinaryFolders { get; init; }
}
