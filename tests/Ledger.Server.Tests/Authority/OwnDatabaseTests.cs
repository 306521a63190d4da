using System.Net;
using System.Security.Cryptography.X509Certificates;
using Ledger.Tooling.Processes;

namespace Ledger.Server.Tests.Authority;

/// <summary>The program as it is shipped, with TLS and a PostgreSQL of its own.</summary>
[Collection(Disturbances.Name)]
public sealed class OwnDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-own-").FullName;

    // Its PostgreSQL runs as another user when the tests run as root.
    public OwnDatabaseTests() => File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);

    private string Till => Path.Combine(_folder, "data", "credentials", "till");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_first_start_serves_the_till_it_made_and_figures_to_whoever_has_a_certificate()
    {
        var metrics = new UriBuilder(LoopbackPort.FreeAddress()) { Scheme = "https" }.Uri;
        await using var server = await RunningServer.StartAsync(
            _folder, ("LEDGER_INSECURE", "false"), ("LEDGER_ADDRESS", "https://127.0.0.1:0"),
            ("LEDGER_METRICS_ADDRESS", metrics.GetLeftPart(UriPartial.Authority)));
        using var client = new LedgerClient(new LedgerClientOptions { Credentials = Till });

        Assert.Equal(Uri.UriSchemeHttps, server.Address.Scheme);
        Assert.IsType<PostingResult.Posted>(await client.OpenAccountAsync("card-of-member-1"));

        var page = new Uri(metrics, "metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(page, null)).Status);
        using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(Till, "certificate.pem"), Path.Combine(Till, "key.pem"));
        var (status, text) = await GetAsync(page, certificate);
        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var figure in new[] { "certificate_left_seconds", "certificate_trouble", "certificates_refused_total" })
            Assert.Contains($"ledger_{figure}", text, StringComparison.Ordinal);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task Figures_on_loopback_are_plain_and_nothing_else_is_behind_them()
    {
        var metrics = LoopbackPort.FreeAddress().GetLeftPart(UriPartial.Authority);
        await using var server = await RunningServer.StartAsync(
            _folder, ("LEDGER_INSECURE", "false"), ("LEDGER_ADDRESS", "https://127.0.0.1:0"), ("LEDGER_METRICS_ADDRESS", metrics));

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(new Uri($"{metrics}/metrics"), null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(new Uri($"{metrics}/ledger.v1.Posting/Post"), null)).Status);
        Assert.Equal(0, await server.StopAsync());
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(Uri page, X509Certificate2? certificate)
    {
        using var handler = new SocketsHttpHandler();
        var trust = new X509Certificate2Collection();
        trust.ImportFromPemFile(Path.Combine(Till, "trust.pem"));
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { trust[0] },
        };
        if (certificate is not null) handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        using var http = new HttpClient(handler);
        using var answer = await http.GetAsync(page);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
