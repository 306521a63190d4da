using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Authority.Enrolment;

/// <summary>
/// The callers of a ledger that has none yet: an administrator and the terminal that plays the demo, with their credentials in folders of
/// the data folder, so that the first start can be used at once.
/// </summary>
internal sealed partial class FirstCallers(LedgerDatabase database, ServerCertificates certificates, string data, TimeProvider time)
{
    private const int Terminal = 1;
    private const int Administrator = 3;
    // Any constant: it only has to be the same for all servers.
    private const long Lock = 0x43616C6C6572;

    private readonly CredentialFolder _admin = new(Path.Combine(data, "credentials", "admin"));
    private readonly CredentialFolder _till = new(Path.Combine(data, "credentials", "till"));

    /// <summary>Makes them unless the ledger has callers.</summary>
    /// <param name="address">Where the server is going to listen.</param>
    public async Task MakeAsync(Uri address, ILogger logger, CancellationToken cancellation)
    {
        if (certificates.Issuer is not { } issuer) return;
        await using var session = await database.Authority.OpenConnectionAsync(cancellation);
        await using var transaction = await session.BeginTransactionAsync(cancellation);
        await session.ExecuteAsync(SqlText.Read("lock_authority"), new { Lock }, transaction);
        if (await session.ExecuteScalarAsync<bool>(SqlText.Read("has_callers"), transaction: transaction)) return;
        // Files first: were the rows there before them, nobody would ever be let in.
        await MakeOneAsync(_admin, Administrator, "first administrator", null, null);
        await MakeOneAsync(_till, Terminal, "demo terminal", 1, 7);
        await transaction.CommitAsync(cancellation);
        LogMade(logger, Path.Combine(data, "credentials"));

        async Task MakeOneAsync(CredentialFolder folder, int kind, string name, int? store, int? terminal)
        {
            var caller = await session.QuerySingleAsync<int>(
                SqlText.Read("first_caller"), new { kind = (short)kind, name, store, terminal }, transaction);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var asked = CallerRequest.Read(
                new CertificateRequest("CN=first", key, HashAlgorithmName.SHA256).CreateSigningRequest()).Request!;
            var facts = CertificateFacts.New(caller, time.GetUtcNow().UtcDateTime, issuer.NotAfter);
            await CredentialRows.AddAsync(session, facts, asked, by: null, $"first start: {name}", transaction);
            using var certificate = issuer.Issue(asked, facts);
            folder.Write(key, certificate, issuer, certificates.Current.Trust);
            folder.Tell(address, certificates.Ledger, caller, store ?? 0, terminal ?? 0);
        }
    }

    /// <summary>Tells them the port that the server got.</summary>
    public void Tell(Uri address)
    {
        _admin.Tell(address);
        _till.Tell(address);
    }

    [LoggerMessage(
        710, LogLevel.Information, "The ledger had no callers: credentials of an administrator and of a terminal are under {Folder}.")]
    private static partial void LogMade(ILogger logger, string folder);
}
