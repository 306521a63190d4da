namespace Ledger.Tool.Screens;

/// <summary>Files that commands write.</summary>
internal static class OutputFile
{
    /// <summary>Where standard output is meant.</summary>
    public const string Standard = "-";

    /// <summary>A new file that its owner alone reads.</summary>
    /// <exception cref="IOException">There is one of that name already.</exception>
    public static FileStream OpenPrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Writes a file under another name first, so that there is never half of one; standard output as it comes.</summary>
    public static async Task<T> WriteAsync<T>(string path, Func<Stream, Task<T>> write)
    {
        if (path == Standard)
        {
            await using var standard = Console.OpenStandardOutput();
            return await write(standard);
        }
        var unfinished = $"{path}.part";
        try
        {
            T written;
            await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write)) written = await write(file);
            File.Move(unfinished, path, overwrite: true);
            return written;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
