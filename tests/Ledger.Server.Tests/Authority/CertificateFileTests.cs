using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Basics;
using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Authority;

/// <summary>Certificates and trust are exchanged while the server serves, and files that are no good change nothing.</summary>
[Collection(Disturbances.Name)]
public sealed class CertificateFileTests(LedgerCluster cluster) : TlsTest(cluster)
{
    private string CertificateFile => Path.Combine(Data, "given.pem");

    private string KeyFile => Path.Combine(Data, "given.key");

    [Fact]
    public async Task New_connections_see_the_new_certificate_and_old_ones_go_on()
    {
        await RestartWithGivenAsync();
        using var till = TillCertificate();
        var seen = new List<string>();
        var old = new Posting.PostingClient(ChannelOf(till, seen: one => seen.Add(one.SerialNumber)));
        await old.PostAsync(Operations.OpenAccount());
        var before = Certificates.Current;

        GiveNew();
        await Wait.UntilAsync(() => Task.FromResult(Certificates.Current != before), "the files are taken");

        await old.PostAsync(Operations.OpenAccount());
        Assert.Equal([before.Leaf.SerialNumber], seen);
        var next = new Posting.PostingClient(ChannelOf(till, seen: one => seen.Add(one.SerialNumber)));
        await next.PostAsync(Operations.OpenAccount());
        Assert.Equal([before.Leaf.SerialNumber, Certificates.Current.Leaf.SerialNumber], seen);
        Assert.NotEqual(seen[0], seen[1]);
    }

    [Theory]
    [InlineData("half a certificate")]
    [InlineData("another key")]
    [InlineData("a certificate that is over")]
    [InlineData("no file")]
    [InlineData("a key that others can read")]
    public async Task Files_that_are_no_good_leave_what_is_in_use_and_are_told(string fault)
    {
        await RestartWithGivenAsync();
        ErrorsAreExpected = true;
        var (before, good) = (Certificates.Current, await File.ReadAllTextAsync(CertificateFile));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        switch (fault)
        {
            case "half a certificate": await File.WriteAllTextAsync(CertificateFile, good[..(good.Length / 2)]); break;
            case "another key": SecretFile.Replace(KeyFile, System.Text.Encoding.ASCII.GetBytes(other.ExportPkcs8PrivateKeyPem())); break;
            case "a certificate that is over": GiveNew(DateTime.UtcNow.AddDays(-200)); break;
            case "no file": File.Delete(CertificateFile); break;
            default: File.SetUnixFileMode(KeyFile, (UnixFileMode)0b110_100_100); break;
        }

        await Console.PrintedAsync("Certificates need somebody");
        Assert.NotNull(Certificates.Trouble);
        Assert.Same(before, Certificates.Current);
        using var till = TillCertificate();
        await new Posting.PostingClient(ChannelOf(till)).PostAsync(Operations.OpenAccount());

        GiveNew();
        await Wait.UntilAsync(() => Task.FromResult(Certificates.Current != before && Certificates.Trouble is null), "good ones are taken");
    }

    [Fact]
    public async Task A_caller_of_an_authority_that_is_trusted_no_longer_comes_in_no_more()
    {
        using var till = TillCertificate();
        var old = new Posting.PostingClient(ChannelOf(till));
        await old.PostAsync(Operations.OpenAccount());
        var before = Certificates.Current;
        var own = Own;

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var other = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20));
        var next = new Posting.PostingClient(ChannelOf(till));
        await File.WriteAllTextAsync(Path.Combine(Data, "authority", "trust.pem"), other.ExportCertificatePem());
        await Wait.UntilAsync(() => Task.FromResult(Certificates.Current != before), "the trust is taken");

        await old.PostAsync(Operations.OpenAccount());
        await Assert.ThrowsAsync<RpcException>(async () => await next.PostAsync(Operations.OpenAccount()));
        Assert.Equal(1, RefusedCount);
        // What the own authority issued nobody would let in: so it issues nothing.
        Assert.Null(Certificates.Issuer);
        Assert.NotNull(own);
    }

    [Fact]
    public async Task The_servers_own_certificate_is_made_anew_in_its_last_third_and_for_a_new_name()
    {
        var file = Path.Combine(Data, "authority", "server.pem");
        var (first, key) = (await File.ReadAllTextAsync(file), Certificates.Current.Fingerprint);
        await RestartAsync();
        Assert.Equal(first, await File.ReadAllTextAsync(file));

        await RestartAsync(settings =>
        {
            Configure(settings);
            settings.ServerNames = "ledger.example, 10.1.2.3";
        });
        Assert.Contains("ledger.example", Certificates.Current.Leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single()
            .EnumerateDnsNames());

        await File.WriteAllTextAsync(file, ServerCertificate(Own, DateTime.UtcNow.AddDays(-61)));
        await RestartAsync();
        Assert.True(Certificates.Current.NotAfter > DateTime.UtcNow.AddDays(89));
        // Devices that know the server by its key still do.
        Assert.Equal(key, Certificates.Current.Fingerprint);
    }

    [Fact]
    public async Task A_certificate_that_ends_within_two_weeks_is_told()
    {
        ErrorsAreExpected = true;
        GiveNew(DateTime.UtcNow.AddDays(-80));
        await RestartAsync(Given);

        await Console.PrintedAsync("Certificates need somebody: the server's certificate ends at");
    }

    [Fact]
    public async Task A_server_does_not_start_with_files_that_are_no_good()
    {
        GiveNew();
        await File.WriteAllTextAsync(CertificateFile, "nothing");
        await Ledger.StopAsync();

        var refused = await Assert.ThrowsAsync<CertificateRefusedException>(() => StartAnotherAsync(Given));

        Assert.Contains(CertificateFile, refused.Message, StringComparison.Ordinal);
    }

    private void Given(Settings settings)
    {
        Configure(settings);
        (settings.Certificate, settings.CertificateKey) = (CertificateFile, KeyFile);
    }

    private Task RestartWithGivenAsync()
    {
        GiveNew();
        return RestartAsync(Given);
    }

    // As an operator's tool does it: one file after the other.
    private void GiveNew(DateTime? at = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SecretFile.Replace(KeyFile, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        using var certificate = OwnOfFolder().IssueServer(key, ["localhost", "127.0.0.1"], at ?? DateTime.UtcNow);
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
    }

    private OwnAuthority OwnOfFolder() => OwnAuthority.Read(new AuthorityFiles(Data, "", "", ""), Guid.Empty)!;

    private string ServerCertificate(OwnAuthority own, DateTime at)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(Data, "authority", "server.key")));
        using var certificate = own.IssueServer(key, ["localhost", System.Net.Dns.GetHostName(), "127.0.0.1", "::1"], at);
        return certificate.ExportCertificatePem();
    }
}
