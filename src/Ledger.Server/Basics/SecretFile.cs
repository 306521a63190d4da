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
        RefuseOpen(file, name);
        var secret = File.ReadAllBytes(file);
        return secret.Length >= LeastBytes
            ? secret
            : throw new SecretRefusedException($"The {name} {file} has {secret.Length} bytes; at least {LeastBytes} are needed.");
    }

    /// <summary>Refuses a secret that others than its owner can get at.</summary>
    /// <param name="name">For the message.</param>
    /// <exception cref="SecretRefusedException">They can.</exception>
    public static void RefuseOpen(string file, string name)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != 0)
            throw new SecretRefusedException($"The {name} {file} is open to others than its owner: chmod 600 it.");
    }

    /// <summary>Writes a file that its owner alone can read, whole or not at all; who reads meanwhile has the one before.</summary>
    public static void Replace(string file, ReadOnlySpan<byte> content) => File.Move(Write(file, content), file, overwrite: true);

    /// <summary>The same where there is no such file yet. Another server may be faster: then its file counts.</summary>
    public static void MakeUnlessThere(string file, ReadOnlySpan<byte> content)
    {
        if (File.Exists(file)) return;
        var unfinished = Write(file, content);
        try
        {
            File.Move(unfinished, file);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(unfinished);
        }
    }

    private static void Make(string file) => MakeUnlessThere(file, RandomNumberGenerator.GetBytes(LeastBytes));

    // Complete under another name first: a crash leaves no half a secret behind.
    private static string Write(string file, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var unfinished = $"{file}.{Guid.NewGuid():N}";
        using var made = new FileStream(unfinished, options);
        made.Write(content);
        made.Flush(flushToDisk: true);
        return unfinished;
    }
}

/// <summary>A secret's file that cannot be what it should be; the message says why.</summary>
public sealed class SecretRefusedException(string message) : Exception(message);
