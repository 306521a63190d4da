using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Ledger.Server.Journal;

/// <summary>
/// Finds the account a card points at. A card points at the same account for ever, so what was found once is kept, in a bounded
/// number; tokens are known by a keyed hash alone.
/// </summary>
public sealed class CardDirectory(NpgsqlDataSource queries, CardKey key, int maxCount)
{
    private readonly ConcurrentDictionary<Guid, long> _accounts = new();

    /// <summary>The keyed hash that stands for a token everywhere.</summary>
    public Guid IdOf(string token) => key.IdOf(token);

    /// <summary>The account of a card, or null when no such card has been issued.</summary>
    public ValueTask<long?> FindAsync(Guid card, CancellationToken cancellation) =>
        _accounts.TryGetValue(card, out var account) ? ValueTask.FromResult<long?>(account) : LookUpAsync(card, cancellation);

    private async ValueTask<long?> LookUpAsync(Guid card, CancellationToken cancellation)
    {
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        var account = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition("SELECT account FROM card WHERE card = @card", new { card }, cancellationToken: cancellation));
        if (account is not { } found) return null;
        // Starting over is crude and right: entries are never stale, and the hot ones are back within seconds.
        if (_accounts.Count >= maxCount) _accounts.Clear();
        _accounts[card] = found;
        return found;
    }
}

/// <summary>The secret that card tokens are hashed with (HMAC-SHA256, first 16 bytes). Without it nobody can tell a token from its hash.</summary>
public sealed class CardKey
{
    private readonly byte[] _secret;

    /// <param name="secret">At least 32 bytes.</param>
    public CardKey(byte[] secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, 32);
        _secret = secret;
    }

    /// <summary>What the database keeps to recognise the secret by.</summary>
    public byte[] Check => HMACSHA256.HashData(_secret, "ledger card key check"u8);

    public Guid IdOf(string token)
    {
        Span<byte> hash = stackalloc byte[32];
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(token.Length)];
        HMACSHA256.HashData(_secret, bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>Reads the secret from <paramref name="file"/>; makes it there, readable by its owner alone, when there is none.</summary>
    public static CardKey ReadOrMake(string file)
    {
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            // Complete under another name first: a crash leaves no half a key behind.
            var unfinished = $"{file}.{Environment.ProcessId}";
            using (var made = new FileStream(unfinished, options))
            {
                made.Write(RandomNumberGenerator.GetBytes(32));
                made.Flush(flushToDisk: true);
            }
            File.Move(unfinished, file);
        }
        var secret = File.ReadAllBytes(file);
        return secret.Length >= 32
            ? new CardKey(secret)
            : throw new DatabaseRefusedException($"The card key {file} has {secret.Length} bytes; at least 32 are needed.");
    }
}
