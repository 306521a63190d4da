using System.Text;
using System.Text.RegularExpressions;

namespace Ledger.Embedded;

/// <summary>One line of the settings file.</summary>
/// <param name="Reason">Why it has this value; written beside it.</param>
internal sealed record ClusterSetting(string Name, string Value, string Reason);

/// <summary>
/// The settings of the private cluster, in this one place. They are written to a file of their own at every start, so that a
/// newer server brings them to an older cluster; postgresql.conf keeps what initdb wrote and includes that file last.
/// </summary>
internal static partial class ClusterSettings
{
    /// <summary>What holds unless <see cref="EmbeddedPostgresOptions.Settings"/> says otherwise.</summary>
    public static readonly IReadOnlyList<ClusterSetting> Defaults =
    [
        new("listen_addresses", "", "no TCP: the socket is the only way in"),
        new("unix_socket_permissions", "0700", "and only for the user who runs the cluster, and root"),
        new("max_connections", "100", "the server needs about ten; the rest is for psql, backups and tests"),
        new("fsync", "on", "an acknowledged transaction survives a power cut"),
        new("synchronous_commit", "on", "nothing is acknowledged before it is on disk"),
        new("full_page_writes", "on", "a page torn by a power cut is repaired from the WAL"),
        new("shared_buffers", "256MB", "the hot ends of journal and index; small enough for a small machine"),
        new("effective_cache_size", "1GB", "what the planner may assume the system caches"),
        new("work_mem", "16MB", "sorts of a report stay in memory"),
        new("maintenance_work_mem", "128MB", "index builds and vacuum of a month's partition in one pass"),
        new("wal_buffers", "16MB", "one WAL segment: a large batch does not wait for space"),
        new("min_wal_size", "512MB", "segments are reused rather than made anew"),
        new("max_wal_size", "4GB", "checkpoints come by the clock, not by volume: fewer full-page images"),
        new("checkpoint_timeout", "15min", "same reason; bounds the recovery after a crash to a minute or so"),
        new("checkpoint_completion_target", "0.9", "spreads the writes: no latency peak at a checkpoint"),
        new("random_page_cost", "1.1", "solid-state disks; the default of 4 avoids indexes"),
        new("jit", "off", "statements are short: compiling them costs more than it saves"),
        new("huge_pages", "try", "used where the machine has set some aside, no failure where not"),
        new("autovacuum_max_workers", "2", "leaves a core to the transactions"),
        new("autovacuum_vacuum_scale_factor", "0.05", "the account table is updated all the time: clean it early, in small steps"),
        new("autovacuum_analyze_scale_factor", "0.05", "a fresh month's partition gets statistics before plans go wrong"),
        new("timezone", "UTC", "business time zones are the ledger's concern"),
        new("log_timezone", "UTC", "one clock in all logs"),
        new("log_line_prefix", "%m [%p] %q%u@%d ", "time, process, and who"),
        new("log_checkpoints", "on", "one line each 15 minutes that explains latency peaks"),
        new("log_lock_waits", "on", "a takeover that waits for a stuck writer shows here"),
        new("log_min_duration_statement", "1s", "slow statements, without those of the hot path"),
        new("log_parameter_max_length", "0", "no values of customers in the log"),
        new("log_parameter_max_length_on_error", "0", "nor when a statement fails"),
        new("cluster_name", "ledger", "names the processes in ps and top"),
    ];

    private const string FileName = "ledger.conf";

    private static readonly string[] Reserved = ["port", "unix_socket_directories"];

    /// <summary>Makes a new cluster's postgresql.conf include the settings file, as its last line.</summary>
    public static Task IncludeFromAsync(string cluster, CancellationToken cancellation) => File.AppendAllTextAsync(
        Path.Combine(cluster, "postgresql.conf"), $"\n# Written anew at every start of the ledger.\ninclude_if_exists '{FileName}'\n",
        cancellation);

    /// <summary>Refuses names and values that cannot be in the file.</summary>
    public static void Validate(IReadOnlyDictionary<string, string> overrides)
    {
        foreach (var (name, value) in overrides)
        {
            if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new EmbeddedPostgresException($"The setting {name} belongs to the embedded server and cannot be overridden.");
            if (!NamePattern().IsMatch(name) || value.Any(char.IsControl))
                throw new EmbeddedPostgresException($"The setting \"{name}\" is not a name and a value on one line.");
        }
    }

    /// <summary>Writes the settings file.</summary>
    public static async Task WriteAsync(
        ClusterFolder folder, string socketFolder, IReadOnlyDictionary<string, string> overrides,
        PostgresBinaries binaries, ClusterUser user, CancellationToken cancellation)
    {
        var text = new StringBuilder("# Written anew at every start of the ledger: changes belong into the server's own settings.\n");
        ClusterSetting[] own =
        [
            new("port", $"{EmbeddedPostgres.Port}", "part of the socket's name"),
            new("unix_socket_directories", socketFolder, "in the data folder, or a short one where that path is too long"),
            new("wal_compression", await CompressionAsync(folder, binaries, user, cancellation),
                "less WAL for little CPU; lz4 where built in"),
        ];
        foreach (var setting in own.Concat(Defaults).Where(setting => !overrides.ContainsKey(setting.Name)))
            text.Append($"{setting.Name} = {Quote(setting.Value)}  # {setting.Reason}\n");
        foreach (var (name, value) in overrides.OrderBy(each => each.Key, StringComparer.Ordinal))
            text.Append($"{name} = {Quote(value)}  # set by the operator\n");
        Replace(Path.Combine(folder.Path, FileName), text.ToString());
    }

    /// <summary>Asks this build of PostgreSQL; "on" is what every version understands.</summary>
    private static async Task<string> CompressionAsync(
        ClusterFolder folder, PostgresBinaries binaries, ClusterUser user, CancellationToken cancellation)
    {
        string[] ask = [binaries.Postgres, "-D", folder.Path, "-c", "wal_compression=lz4", "-C", "wal_compression"];
        return (await user.RunAsync(ask, BoundedCommand.ShortLimit, cancellation)).Succeeded ? "lz4" : "on";
    }

    /// <summary>
    /// A new file, renamed over the old one. The folder belongs to another user when we are root: a file that must be new
    /// is never a link he has put there.
    /// </summary>
    private static void Replace(string path, string text)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        using (var file = new FileStream(fresh, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            // Root's umask may be 077, and the database has to read it.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(
                    file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    private static string Quote(string value) => $"'{value.Replace(@"\", @"\\").Replace("'", "''")}'";

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.]*$")]
    private static partial Regex NamePattern();
}
