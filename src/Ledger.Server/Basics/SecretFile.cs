using System.Security.Cryptography;

namespace Ledger.Server.Basics;

/// <summary>A file with a secret that is not in the database.</summary>
internal static class SecretFile
{
    private const int LeastBytes = 32;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads the secret from <paramref name="file"/>; makes it there, readable by its owner alone, when there is none.</summary>
    /// <param name="name">For the message, e.g. "card key".</param>
    public static byte[] ReadOrMake(string file, string name)
    {
        if (!File.Exists(file)) Make(file);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
            throw new SecretRefusedException($"The {name} {file} is open to others than its owner: chmod 600 it.");
        var secret = File.ReadAllBytes(file);
        return secret.Length >= LeastBytes
            ? secret
            : throw new SecretRefusedException($"The {name} {file} has {secret.Length} bytes; at least {LeastBytes} are needed.");
    }

    private static void Make(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Complete under another name first: a crash leaves no half a secret behind.
        var unfinished = $"{file}.{Guid.NewGuid():N}";
        using (var made = new FileStream(unfinished, options))
        {
            made.Write(RandomNumberGenerator.GetBytes(LeastBytes));
            made.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(unfinished, file);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another server was faster: its secret counts.
            File.Delete(unfinished);
        }
    }
}

/// <summary>A secret's file that cannot be what it should be; the message says why.</summary>
public sealed class SecretRefusedException(string message) : Exception(message);
