using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Authority.Enrolment;

namespace Ledger.Server.Tests.Authority;

/// <summary>A device gets its first certificate by a token, once.</summary>
[Collection(Disturbances.Name)]
public sealed class EnrolmentTests(LedgerCluster cluster) : TlsTest(cluster)
{
    private Enrolment.EnrolmentClient Client => field ??= new Enrolment.EnrolmentClient(ChannelOf(null));

    [Fact]
    public async Task A_device_is_enrolled_and_posts_as_its_caller()
    {
        var caller = await AddTerminalAsync(8);
        using var device = new Device();

        var issued = await EnrollAsync(await TokenAsync(caller), device);

        Assert.Equal((caller, 1, 8, Certificates.Ledger.ToString()), (issued.Caller, issued.Store, issued.Terminal, issued.LedgerId));
        using var certificate = device.With(issued);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), issued.NotAfter.ToDateTime());
        Assert.Equal(90, (int)Math.Round((issued.NotAfter.ToDateTime() - DateTime.UtcNow).TotalDays));
        Assert.Equal(Own.Chain[0].RawData, issued.Certificates[1].ToByteArray());
        Assert.Equal(Own.Chain[0].RawData, Assert.Single(issued.Trust).ToByteArray());
        await new Posting.PostingClient(ChannelOf(certificate)).PostAsync(
            Operations.OpenAccount(details: new OperationDetails { Terminal = 8 }));
        Assert.Equal(
            (caller, certificate.SerialNumber, $"enrolled caller {caller}"),
            Assert.Single(await QueryAsync<(int, string, string)>(
                $"SELECT c.caller, serial, what FROM credential c JOIN authority_change a USING (caller) WHERE c.caller = {caller}")));
    }

    [Fact]
    public async Task Of_a_hundred_who_come_with_one_token_at_once_one_is_let_in()
    {
        var token = await TokenAsync(await AddTerminalAsync(8));
        var devices = Enumerable.Range(0, 100).Select(_ => new Device()).ToArray();

        var answers = await Task.WhenAll(devices.Select(device => AnswerAsync(token, device))).Bounded();

        Assert.Equal(1, answers.Count(answer => answer == "OK"));
        Assert.Equal(99, answers.Count(answer => answer == "TOKEN_NOT_ACCEPTED"));
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM credential JOIN caller USING (caller) WHERE terminal = 8"));
        foreach (var device in devices) device.Dispose();
    }

    [Fact]
    public async Task Tokens_that_are_unknown_used_over_or_of_a_caller_that_is_none_any_more_get_one_answer()
    {
        using var device = new Device();
        var (unknown, _) = EnrolmentToken.New();
        var used = await TokenAsync(await AddTerminalAsync(8));
        await EnrollAsync(used, device);
        var over = await TokenAsync(await AddTerminalAsync(9));
        await ExecuteAsync("UPDATE enrolment SET not_after = now() FROM caller WHERE caller.caller = enrolment.caller AND terminal = 9");
        var revoked = await TokenAsync(await AddTerminalAsync(10));
        await ExecuteAsync("UPDATE caller SET revoked_at = now() WHERE terminal = 10");

        var told = new List<string>();
        foreach (var token in new[] { unknown, used, over, revoked, "", "no token at all", new string('A', 1000) })
        {
            using var other = new Device();
            var refused = await Assert.ThrowsAsync<RpcException>(async () => await EnrollAsync(token, other));
            told.Add($"{refused.StatusCode} {Problem.Of(refused)}");
        }

        Assert.Single(told.Distinct());
        Assert.StartsWith("Unauthenticated", told[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_taken_as_people_type_it()
    {
        var token = await TokenAsync(await AddTerminalAsync(8));
        using var device = new Device();

        Assert.Equal(30, token.Length);
        await EnrollAsync($" {token.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal).Replace('0', 'o').Replace('1', 'l')}",
            device);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_had_again_with_the_same_key_alone()
    {
        var token = await TokenAsync(await AddTerminalAsync(8));
        using var device = new Device();
        using var other = new Device();

        using var first = device.With(await EnrollAsync(token, device));
        using var again = device.With(await EnrollAsync(token, device));

        Assert.Equal((first.SerialNumber, first.NotAfter), (again.SerialNumber, again.NotAfter));
        Assert.Equal("TOKEN_NOT_ACCEPTED", await AnswerAsync(token, other));
        await ExecuteAsync("UPDATE credential SET revoked_at = now()");
        Assert.Equal("TOKEN_NOT_ACCEPTED", await AnswerAsync(token, device));
    }

    [Fact]
    public async Task What_else_a_request_asks_for_is_not_given()
    {
        var caller = await AddTerminalAsync(8);
        using var device = new Device();
        var request = device.Request("CN=administrator", CallerUri.Of(Certificates.Ledger, 1));

        using var certificate = device.With(await Client.EnrollAsync(
            new EnrollRequest { Token = await TokenAsync(caller), CertificateRequest = request }));

        Assert.Equal((caller, null), (CallerUri.Read(certificate, Certificates.Ledger).Credential!.Caller, null as string));
        Assert.Equal($"CN=caller {caller}", certificate.Subject);
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(
            ["1.3.6.1.5.5.7.3.2"],
            certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>()
                .Select(use => use.Value!));
    }

    [Fact]
    public async Task A_request_that_is_none_is_told_and_leaves_the_token_as_it_is()
    {
        var token = await TokenAsync(await AddTerminalAsync(8));
        using var device = new Device();
        using var rsa = RSA.Create(2048);
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var unsigned = device.Request().ToByteArray();
        unsigned[^1] ^= 1;
        byte[][] requests =
        [
            [], [1, 2, 3], new byte[5000], unsigned,
            new CertificateRequest("CN=a", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest(),
            new CertificateRequest("CN=a", large, HashAlgorithmName.SHA256).CreateSigningRequest(),
        ];
        foreach (var request in requests)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(async () => await Client.EnrollAsync(
                new EnrollRequest { Token = token, CertificateRequest = ByteString.CopyFrom(request) }));
            Problem.AssertViolations(refused, StatusCode.InvalidArgument, "certificate_request INVALID");
        }
        await EnrollAsync(token, device);
        // A key is one caller's.
        var second = await TokenAsync(await AddTerminalAsync(9));
        Problem.AssertViolations(
            await Assert.ThrowsAsync<RpcException>(async () => await EnrollAsync(second, device)),
            StatusCode.InvalidArgument, "certificate_request KEY_IN_USE");
        using var other = new Device();
        await EnrollAsync(second, other);
    }

    [Fact]
    public async Task I13_So_many_may_try_at_once_and_more_are_told_when_to_come_back()
    {
        await RestartAsync(settings =>
        {
            Configure(settings);
            (settings.Limits.EnrolmentsMax, settings.Limits.EnrolmentsPerSecond) = (3, 1);
        });
        var answers = new List<string>();
        for (var tries = 0; tries < 10; tries++)
        {
            using var device = new Device();
            answers.Add(await AnswerAsync("none", device));
        }

        Assert.Equal("TOKEN_NOT_ACCEPTED", answers[0]);
        Assert.Contains("ENROLMENTS_FULL", answers);
    }

    [Fact]
    public async Task Who_trusts_a_given_bundle_issues_nothing_that_he_would_not_trust()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=elsewhere", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var elsewhere = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20));
        var trust = Path.Combine(Data, "given-trust.pem");
        await File.WriteAllTextAsync(trust, elsewhere.ExportCertificatePem());
        var (token, own, ledger) = (await TokenAsync(await AddTerminalAsync(8)), Own, Certificates.Ledger);
        await RestartAsync(settings =>
        {
            Configure(settings);
            settings.Trust = trust;
        });
        using var device = new Device();

        var anyone = new Enrolment.EnrolmentClient(ChannelOf(null, authority: own.Chain[0]));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await anyone.EnrollAsync(
            new EnrollRequest { Token = token, CertificateRequest = device.Request() }));

        Assert.Equal("NO_ISSUER", Problem.Of(refused).Reason());
        // What the other authority has issued proves who it is, and is no key that the ledger knows.
        using var certificate = device.SignedBy(
            elsewhere, [CallerUri.Of(ledger, 2)], DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        var strange = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Posting.PostingClient(ChannelOf(certificate, authority: own.Chain[0])).PostAsync(Operations.OpenAccount()));
        Assert.Equal("NO_CREDENTIAL", Problem.Of(strange).Reason());
    }

    private async Task<IssuedCredential> EnrollAsync(string token, Device device) =>
        await Client.EnrollAsync(new EnrollRequest { Token = token, CertificateRequest = device.Request() });

    private async Task<string> AnswerAsync(string token, Device device)
    {
        try
        {
            await EnrollAsync(token, device);
            return "OK";
        }
        catch (RpcException refused)
        {
            return Problem.Of(refused).Reason();
        }
    }
}
