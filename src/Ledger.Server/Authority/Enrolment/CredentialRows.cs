using Dapper;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Authority.Enrolment;

/// <summary>The rows that make a key a caller's credential.</summary>
internal static class CredentialRows
{
    /// <summary>Adds a credential and notes the change, in the transaction of whoever decides about it.</summary>
    /// <param name="by">The caller that asks for it; null: the server itself.</param>
    /// <param name="what">What is noted.</param>
    /// <exception cref="KeyInUseException">The key is a credential already.</exception>
    public static async Task AddAsync(
        NpgsqlConnection session, CertificateFacts facts, CallerRequest request, int? by, string what, NpgsqlTransaction transaction)
    {
        try
        {
            await session.ExecuteAsync(
                SqlText.Read("enrolled_credential"),
                new { spki = request.Hash, facts.Caller, facts.Serial, facts.NotBefore, facts.NotAfter }, transaction);
        }
        catch (PostgresException reason) when (reason.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new KeyInUseException();
        }
        await session.ExecuteAsync(SqlText.Read("note_change"), new { caller = by, @operator = (int?)null, what }, transaction);
    }
}

/// <summary>The key of a request is a credential already.</summary>
internal sealed class KeyInUseException() : Exception("The key is a credential already.");
