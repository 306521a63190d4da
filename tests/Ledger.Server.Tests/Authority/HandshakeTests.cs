using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Health.V1;
using Ledger.Server.Authority.Certificates;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Ledger.Server.Tests.Authority;

/// <summary>Who gets a connection to a server with TLS, and what he may do with it.</summary>
[Collection(Disturbances.Name)]
public sealed class HandshakeTests(LedgerCluster cluster) : TlsTest(cluster)
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_caller_with_its_certificate_posts(SslProtocols protocol)
    {
        using var certificate = TillCertificate();
        var posting = new Posting.PostingClient(ChannelOf(certificate, protocol));

        Assert.Equal(Outcome.Posted, (await posting.PostAsync(Operations.OpenAccount())).Outcome);
        Assert.Equal(0, RefusedCount);
    }

    [Fact]
    public async Task Without_a_certificate_nothing_is_answered_but_health_and_enrolment()
    {
        var channel = ChannelOf(null);
        var posting = new Posting.PostingClient(channel);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await posting.PostAsync(Operations.OpenAccount()));
        Assert.Equal((StatusCode.Unauthenticated, "NO_CREDENTIAL"), (refused.StatusCode, Problem.Of(refused).Reason()));
        using var stream = posting.PostStream();
        var streamed = await Assert.ThrowsAsync<RpcException>(async () => await stream.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Unauthenticated, streamed.StatusCode);
        foreach (var method in new[] { "Reading/GetTrialBalance", "Reporting/GetClose", "Cards/GetCard", "Catalogue/ListStores",
            "Enrolment/Renew" })
            Assert.Equal("16", await StatusOfAsync($"/ledger.v1.{method}"));

        Assert.Equal(ServingStatus.Serving, (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest())).Status);
        var unknown = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = "insecure" }));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        using var device = new Device();
        var token = await Assert.ThrowsAsync<RpcException>(async () => await new Enrolment.EnrolmentClient(channel).EnrollAsync(
            new EnrollRequest { Token = "none", CertificateRequest = device.Request() }));
        Assert.Equal("TOKEN_NOT_ACCEPTED", Problem.Of(token).Reason());
    }

    [Theory]
    [InlineData("other authority")]
    [InlineData("other ledger")]
    [InlineData("over")]
    [InlineData("to come")]
    [InlineData("two names")]
    [InlineData("no name")]
    [InlineData("no number")]
    [InlineData("a server's")]
    public async Task A_certificate_that_does_not_hold_up_ends_the_handshake(string fault)
    {
        using var device = new Device();
        using var own = X509Certificate2.CreateFromPemFile(
            Path.Combine(Data, "authority", "ca.pem"), Path.Combine(Data, "authority", "ca.key"));
        using var other = OtherAuthority();
        var (now, name) = (DateTimeOffset.UtcNow, CallerUri.Of(Certificates.Ledger, 2));
        var (begins, ends) = (now.AddDays(-10), now.AddDays(10));
        using var certificate = fault switch
        {
            "other authority" => device.SignedBy(other, [name], begins, ends),
            "other ledger" => device.SignedBy(own, [CallerUri.Of(Guid.NewGuid(), 2)], begins, ends),
            "over" => device.SignedBy(own, [name], begins, now.AddMinutes(-1)),
            "to come" => device.SignedBy(own, [name], now.AddHours(1), ends),
            "two names" => device.SignedBy(own, [name, CallerUri.Of(Certificates.Ledger, 1)], begins, ends),
            "no name" => device.SignedBy(own, [], begins, ends),
            "no number" => device.SignedBy(own, [$"{name}x"], begins, ends),
            _ => device.SignedBy(own, [name], begins, ends, "1.3.6.1.5.5.7.3.1"),
        };
        var posting = new Posting.PostingClient(ChannelOf(certificate));

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await posting.PostAsync(Operations.OpenAccount()));

        Assert.NotEqual(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal(1, RefusedCount);
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM journal"));
        // The same device with a certificate that holds up is let in: only the certificate was wrong.
        using var right = device.SignedBy(own, [name], begins, ends);
        await ScalarAsync<long>(
            """
            WITH made AS (
              INSERT INTO credential (spki, caller, serial, not_before, not_after) VALUES (@spki, 2, '1', now(), now() + interval '1 day'))
            INSERT INTO authority_change (what) VALUES ('a key is known') RETURNING epoch
            """, new { spki = SHA256.HashData(right.PublicKey.ExportSubjectPublicKeyInfo()) });
        Assert.Equal(
            Outcome.Posted, (await new Posting.PostingClient(ChannelOf(right)).PostAsync(Operations.OpenAccount())).Outcome);
    }

    // The request has a body that never comes: whoever reads it first does not answer.
    private async Task<string> StatusOfAsync(string path)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { Own.Chain[0] },
        };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Ledger.Host.Address, path))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new EndlessContent(),
        };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Bounded();
        return answer.Headers.GetValues("grpc-status").Single();
    }

    private static X509Certificate2 OtherAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-20), DateTimeOffset.UtcNow.AddDays(20));
    }

    private sealed class EndlessContent : HttpContent
    {
        public EndlessContent() => Headers.ContentType = new("application/grpc");

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 0 });
            await stream.FlushAsync();
            await Task.Delay(Wait.Longest);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
