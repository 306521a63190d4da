using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Authority.Enrolment;
using Ledger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Ledger.Server.Tests.Authority;

/// <summary>A test whose server has TLS, with a data folder of its own and the callers of a first start.</summary>
public abstract class TlsTest(LedgerCluster cluster) : LedgerTest(cluster)
{
    private readonly List<IDisposable> _channels = [];

    /// <summary>The server's data folder.</summary>
    protected string Data { get; } = Directory.CreateTempSubdirectory("ledger-tls-").FullName;

    /// <summary>Where the credential of the first start's terminal is: store 1, terminal 7.</summary>
    protected string Till => Path.Combine(Data, "credentials", "till");

    private protected ServerCertificates Certificates => Ledger.Host.Parts.GetRequiredService<ServerCertificates>();

    private protected OwnAuthority Own => (OwnAuthority)Certificates.Issuer!;

    private protected EnrolmentTokens Tokens => Ledger.Host.Parts.GetRequiredService<EnrolmentTokens>();

    /// <summary>Certificates of callers that were refused so far.</summary>
    protected long RefusedCount => Ledger.Host.Parts.GetRequiredService<Handshakes>().Refused;

    protected override void Configure(Settings settings)
    {
        (settings.Insecure, settings.FirstCallers) = (false, true);
        (settings.Address, settings.Data) = ("https://127.0.0.1:0", Data);
        settings.Limits.CertificateLookSeconds = 1;
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var channel in _channels) channel.Dispose();
        await base.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    /// <summary>The typed client with a folder's credential.</summary>
    protected LedgerClient ClientOf(string folder, Action<LedgerClientOptions>? configure = null)
    {
        var options = new LedgerClientOptions { Credentials = folder, Operator = 3 };
        configure?.Invoke(options);
        var client = new LedgerClient(options);
        _channels.Add(client);
        return client;
    }

    /// <summary>A bare channel with a certificate, or without one, which trusts this server alone.</summary>
    /// <param name="seen">Gets the server's certificate of each connection.</param>
    /// <param name="authority">Whose server it is, when it issues no certificates of callers itself.</param>
    protected GrpcChannel ChannelOf(
        X509Certificate2? certificate, SslProtocols protocols = SslProtocols.None, Action<X509Certificate2>? seen = null,
        X509Certificate2? authority = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.EnabledSslProtocols = protocols;
        if (certificate is not null) handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { authority ?? Own.Chain[0] },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, errors) =>
        {
            seen?.Invoke((X509Certificate2)shown!);
            return errors == SslPolicyErrors.None;
        };
        var channel = GrpcChannel.ForAddress(
            Ledger.Host.Address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        _channels.Add(channel);
        return channel;
    }

    /// <summary>The certificate of the first start's terminal with its key.</summary>
    protected X509Certificate2 TillCertificate() => X509Certificate2.CreateFromPemFile(
        Path.Combine(Till, "certificate.pem"), Path.Combine(Till, "key.pem"));

    /// <summary>
    /// A further terminal, cashier and manager at its place, made as an administrator would, and its number among the callers.
    /// </summary>
    protected async Task<int> AddTerminalAsync(int terminal) => await ScalarAsync<int>(
        """
        WITH made AS (INSERT INTO caller (kind, name, store, terminal) VALUES (1, 'terminal', 1, @terminal) RETURNING caller),
        granted AS (
          INSERT INTO caller_grant (caller, role, scope, vouched)
          SELECT caller, role, 1, true FROM made, unnest(ARRAY[1, 2]) AS role),
        noted AS (INSERT INTO authority_change (what) VALUES ('a terminal is made'))
        SELECT caller FROM made
        """, new { terminal });

    /// <summary>A token for a caller.</summary>
    protected async Task<string> TokenAsync(int caller) => (await Tokens.MakeAsync([caller], EnrolmentTokens.Longest, default))[0];

    /// <summary>Makes the credential of a folder one that was made so long ago, as all others of the ledger; its key, PKCS#8.</summary>
    protected async Task<byte[]> GrowOldAsync(string folder, int days = 80)
    {
        var file = Path.Combine(folder, "certificate.pem");
        using var now = X509Certificate2.CreateFromPemFile(file, Path.Combine(folder, "key.pem"));
        using var key = now.GetECDsaPrivateKey()!;
        var request = CallerRequest.Read(new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256).CreateSigningRequest()).Request!;
        var caller = CallerUri.Read(now, Certificates.Ledger).Credential!.Caller;
        using var old = Own.Issue(request, CertificateFacts.New(caller, DateTime.UtcNow.AddDays(-days), DateTime.MaxValue));
        await File.WriteAllTextAsync(file, $"{old.ExportCertificatePem()}\n{Own.Chain[0].ExportCertificatePem()}\n");
        await ExecuteAsync(
            $"UPDATE credential SET not_before = not_before - interval '{days} days', not_after = not_after - interval '{days} days'");
        return key.ExportPkcs8PrivateKey();
    }
}
