using Dapper;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Basics;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Authority.Enrolment;

/// <summary>Tokens that let one device each in, and what they are used for: the first credential of a caller.</summary>
internal sealed class EnrolmentTokens(LedgerDatabase database, TimeProvider time)
{
    /// <summary>How long a token holds at most, and unless it is said otherwise.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(Limits.EnrolmentTokenLongestHours);

    private readonly NpgsqlDataSource _authority = database.Authority;

    /// <summary>Makes a token for each of the callers, in their order. They are told here and are nowhere else.</summary>
    /// <param name="callers">Numbers of callers that there are; one may have several.</param>
    /// <param name="validity">More than nothing, at most <see cref="Longest"/>.</param>
    public async Task<IReadOnlyList<string>> MakeAsync(IReadOnlyList<int> callers, TimeSpan validity, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(validity, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(validity, Longest);
        var made = callers.Select(_ => EnrolmentToken.New()).ToArray();
        await using var session = await _authority.OpenConnectionAsync(cancellation);
        await session.ExecuteAsync(
            SqlText.Read("make_enrolments"),
            new { tokens = made.Select(token => token.Hash).ToArray(), callers = callers.ToArray(), seconds = validity.TotalSeconds });
        return [.. made.Select(token => token.Text)];
    }

    /// <summary>Uses a token for the key of a request.</summary>
    /// <param name="token">As it was typed.</param>
    /// <returns>
    /// The caller and the facts of its certificate; null: the token is not accepted. Who comes again with the key that the token was used
    /// for gets the same facts.
    /// </returns>
    /// <exception cref="KeyInUseException">The key is a credential already, and not by this token.</exception>
    public async Task<EnrolledCaller?> UseAsync(
        string token, CallerRequest request, ICertificateIssuer issuer, CancellationToken cancellation)
    {
        if (EnrolmentToken.HashOf(token) is not { } hash) return null;
        await using var session = await _authority.OpenConnectionAsync(cancellation);
        await using var transaction = await session.BeginTransactionAsync(cancellation);
        var used = await session.QuerySingleOrDefaultAsync<(int Caller, int? Store, int? Terminal)?>(
            SqlText.Read("use_enrolment"), new { token = hash }, transaction);
        if (used is not var (caller, store, terminal)) return await BeforeAsync(session, hash, request);
        var facts = CertificateFacts.New(caller, time.GetUtcNow().UtcDateTime, issuer.NotAfter);
        await CredentialRows.AddAsync(session, facts, request, caller, $"enrolled caller {caller}", transaction);
        await transaction.CommitAsync(cancellation);
        return new EnrolledCaller(facts, store ?? 0, terminal ?? 0);
    }

    private static async Task<EnrolledCaller?> BeforeAsync(NpgsqlConnection session, byte[] token, CallerRequest request)
    {
        var before = await session.QuerySingleOrDefaultAsync<
            (int Caller, string Serial, DateTime NotBefore, DateTime NotAfter, int? Store, int? Terminal)?>(
            SqlText.Read("enrolled_before"), new { token, spki = request.Hash });
        return before is var (caller, serial, notBefore, notAfter, store, terminal)
            ? new EnrolledCaller(new CertificateFacts(caller, serial, notBefore, notAfter), store ?? 0, terminal ?? 0) : null;
    }
}

/// <summary>A caller with the facts of the certificate it gets.</summary>
/// <param name="Store">0: it is no terminal.</param>
/// <param name="Terminal">0: it is no terminal.</param>
internal sealed record EnrolledCaller(CertificateFacts Facts, int Store, int Terminal);
