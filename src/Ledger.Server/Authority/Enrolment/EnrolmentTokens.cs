using System.Security.Cryptography;
using Dapper;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;

namespace Ledger.Server.Authority.Enrolment;

/// <summary>Tokens that let one device each in, once. The ledger keeps a hash of them.</summary>
internal sealed class EnrolmentTokens(LedgerDatabase database, TimeProvider time)
{
    private const int Length = 16;

    /// <summary>Makes a token for each of the callers, in their order, that is good for so long.</summary>
    public async Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<int> callers, TimeSpan validity, CancellationToken cancellation)
    {
        var tokens = callers.Select(_ => RandomNumberGenerator.GetBytes(Length)).ToArray();
        await using var connection = await database.Authority.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(SqlText.Read("add_tokens"), new
        {
            tokens = Array.ConvertAll(tokens, SHA256.HashData), callers = callers.ToArray(),
            notAfter = time.GetUtcNow().UtcDateTime + validity,
        }, cancellationToken: cancellation));
        return [.. tokens.Select(Convert.ToHexStringLower)];
    }
}
