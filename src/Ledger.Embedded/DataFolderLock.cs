using System.Globalization;

namespace Ledger.Embedded;

/// <summary>
/// Keeps a second server away from a data folder. The kernel drops the lock when its owner dies, however it dies;
/// the database does not inherit it, so it never outlives the server.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    public static DataFolderLock Take(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "lock");
        // A file of its own: nobody can read a locked one.
        var ownerFile = path + ".pid";
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException refused) when (File.Exists(path))
        {
            var owner = File.Exists(ownerFile) ? $" (process {File.ReadAllText(ownerFile).Trim()})" : "";
            throw new EmbeddedPostgresException(
                $"Another ledger server{owner} already uses the data folder {dataFolder}. "
                + "Stop it, or choose another folder with LEDGER_DATA.",
                refused);
        }

        File.WriteAllText(ownerFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataFolderLock(file);
    }

    /// <summary>The file stays: removing it could remove the lock of a server that came in between.</summary>
    public void Dispose() => _file.Dispose();
}
