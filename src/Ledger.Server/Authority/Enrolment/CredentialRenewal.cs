using Dapper;
using Grpc.Core;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;

namespace Ledger.Server.Authority.Enrolment;

/// <summary>The next credential of a caller that has one; the one it has holds until its end.</summary>
internal sealed class CredentialRenewal(LedgerDatabase database, TimeProvider time)
{
    /// <summary>Adds the key of a request to those of the caller.</summary>
    /// <exception cref="Grpc.Core.RpcException">The credential is not one of this ledger's own, is revoked, or is too young.</exception>
    /// <exception cref="KeyInUseException">The key is a credential already.</exception>
    public async Task<EnrolledCaller> RenewAsync(
        Credential credential, CallerRequest request, ICertificateIssuer issuer, CancellationToken cancellation)
    {
        await using var session = await database.Authority.OpenConnectionAsync(cancellation);
        await using var transaction = await session.BeginTransactionAsync(cancellation);
        var there = await session.QuerySingleOrDefaultAsync<(DateTime NotBefore, DateTime NotAfter, int? Store, int? Terminal)?>(
            SqlText.Read("credential_to_renew"), new { spki = credential.Key, credential.Caller }, transaction);
        if (there is not var (notBefore, notAfter, store, terminal))
            throw Problems.ToException(Problems.NotAsThingsAre(
                StatusCode.FailedPrecondition, "NOT_ISSUED_HERE", "The ledger knows no such credential, or it is revoked."));
        var now = time.GetUtcNow().UtcDateTime;
        if (now < notBefore + (notAfter - notBefore) / 3)
            throw Problems.ToException(Problems.NotAsThingsAre(
                StatusCode.FailedPrecondition, "TOO_EARLY", "Less than a third of the certificate's life is over."));
        var facts = CertificateFacts.New(credential.Caller, now, issuer.NotAfter);
        await CredentialRows.AddAsync(session, facts, request, credential.Caller, $"renewed caller {credential.Caller}", transaction);
        await transaction.CommitAsync(cancellation);
        return new EnrolledCaller(facts, store ?? 0, terminal ?? 0);
    }
}
