using System.Globalization;

namespace Ledger.Embedded;

/// <summary>
/// The operating system's user the database runs as. PostgreSQL refuses root, so root hands it to the user <c>postgres</c>;
/// everybody else runs it as himself.
/// </summary>
/// <param name="Name">Login name, for messages.</param>
/// <param name="Id">Numeric user id.</param>
/// <param name="Prefix">The command that becomes this user and then executes the rest of its arguments; empty when we are this
/// user.</param>
internal sealed record ClusterUser(string Name, int Id, int GroupId, IReadOnlyList<string> Prefix)
{
    private const string DatabaseLogin = "postgres";

    private static readonly string[] SystemFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>True when the server is root and files have to be handed over to the user.</summary>
    public bool IsAnotherUser => Prefix.Count > 0;

    public static async Task<ClusterUser> FindAsync(CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
            return new ClusterUser(
                Environment.UserName, await AskIdAsync("-u", null, cancellation), await AskIdAsync("-g", null, cancellation), []);
        var id = await AskIdAsync("-u", DatabaseLogin, cancellation);
        var groupId = await AskIdAsync("-g", DatabaseLogin, cancellation);
        return new ClusterUser(DatabaseLogin, id, groupId, BecomeCommand(id, groupId));
    }

    /// <summary>Runs a command as this user.</summary>
    public Task<CommandResult> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellation) =>
        BoundedCommand.RunAsync([.. Prefix, .. command], limit, cancellation);

    /// <summary>
    /// Whether this user can stand in a folder, found out by trying: a clone under /root or in a folder of <c>mktemp -d</c>
    /// is closed to everybody but root, whatever the mode of the folder itself.
    /// </summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellation) =>
        (await RunAsync(["test", "-d", Path.Combine(folder, ".")], BoundedCommand.ShortLimit, cancellation)).Succeeded;

    /// <summary>Makes a folder that only this user (and root) can enter, inside a folder that belongs to us.</summary>
    public async Task OwnFolderAsync(string folder, CancellationToken cancellation)
    {
        string[] owner = IsAnotherUser ? ["-o", $"{Id}", "-g", $"{GroupId}"] : [];
        (await BoundedCommand.RunAsync(["install", "-d", "-m", "0700", .. owner, "--", folder], BoundedCommand.ShortLimit, cancellation))
            .Require($"Making the folder {folder} for the user {Name}");
    }

    /// <summary>Whether a folder is a real folder of this user with mode 0700, so that nobody else can have put anything into it.</summary>
    public async Task<bool> IsPrivateFolderAsync(string folder, CancellationToken cancellation)
    {
        var facts = await BoundedCommand.RunAsync(["stat", "-c", "%F %u %a", "--", folder], BoundedCommand.ShortLimit, cancellation);
        return facts.Succeeded && facts.Output.Trim() == $"directory {Id} 700";
    }

    private static async Task<int> AskIdAsync(string which, string? login, CancellationToken cancellation)
    {
        string[] question = login is null ? ["id", which] : ["id", which, login];
        var answer = await BoundedCommand.RunAsync(question, BoundedCommand.ShortLimit, cancellation);
        if (!answer.Succeeded && login is not null)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL does not run as root, and there is no user {login} to run it as. "
                + "Run as root: apt-get install postgresql (it makes the user), or: useradd --system " + login
                + "\nOr start the server as an ordinary user.");
        }

        return int.Parse(answer.Require("Asking for the user's id").Output, CultureInfo.InvariantCulture);
    }

    /// <summary>Neither command starts a login shell, so a user whose shell is /usr/sbin/nologin will do.</summary>
    private static string[] BecomeCommand(int id, int groupId)
    {
        if (Locate("setpriv") is { } setpriv)
            return [setpriv, $"--reuid={id}", $"--regid={groupId}", "--init-groups", "--"];
        if (Locate("runuser") is { } runuser)
            return [runuser, "-u", DatabaseLogin, "--"];
        throw new EmbeddedPostgresException(
            $"PostgreSQL does not run as root, and neither setpriv nor runuser is there to become the user {DatabaseLogin}. "
            + "Run as root: apt-get install util-linux\nOr start the server as an ordinary user.");
    }

    private static string? Locate(string program) =>
        SystemFolders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
