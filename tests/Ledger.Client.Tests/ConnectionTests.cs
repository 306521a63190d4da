using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

/// <summary>What a till is told when there is no way to the ledger, and other ways than a channel of the client's own.</summary>
public sealed class ConnectionTests : ScriptedTest
{
    private static readonly Target _card = Target.Card("6600123412341234");

    [Fact]
    public async Task Where_nobody_listens_surely_nothing_was_posted_and_the_result_says_where_and_why()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = new Uri($"http://{reserved.LocalEndPoint}");
        await using var client = Scripted.Client(options =>
        {
            options.Address = address;
            options.AttemptsMax = 2;
        });
        var unresolved = Assert.IsType<PostingResult.Unresolved>(await client.DebitAsync(_card, 100));

        Assert.Equal((false, 2), (unresolved.MayHaveBeenPosted, unresolved.Attempts));
        Assert.Equal((StatusCode.Unavailable, address), (unresolved.LastProblem!.StatusCode, unresolved.LastProblem.Address));
        Assert.Equal(new SocketException((int)SocketError.ConnectionRefused).Message, unresolved.LastProblem.Message);
        Assert.Contains($"{unresolved.LastProblem.Message} ({address})", unresolved.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_reaches_nobody_says_where_and_why()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var client = Scripted.Client(options =>
        {
            options.Address = new Uri($"http://{reserved.LocalEndPoint}");
            options.AttemptsMax = 1;
        });
        var thrown = await Assert.ThrowsAsync<LedgerUnavailableException>(() => client.GetBalancesAsync(_card));

        Assert.Contains($"http://{reserved.LocalEndPoint}", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_trusted_ends_every_call_at_once_and_undecided()
    {
        using var certificate = SelfSigned();
        await using var stranger = await ScriptedLedger.StartAsync(certificate: certificate);
        await using var client = stranger.Client();
        var alone = await client.DebitAsync(_card, 100);
        var inBatch = Assert.Single(await client.PostBatchAsync([client.Operations.Debit(_card, 200)]));
        await using var stream = client.OpenStream();
        var inStream = await stream.PostAsync(client.Operations.Debit(_card, 300));
        var asked = await Assert.ThrowsAsync<LedgerUnavailableException>(() => client.GetBalancesAsync(_card));

        Assert.All([alone, inBatch, inStream], result =>
        {
            var unresolved = Assert.IsType<PostingResult.Unresolved>(result);
            Assert.Equal((UnresolvedReason.NotTrusted, false, 1), (unresolved.Reason, unresolved.MayHaveBeenPosted, unresolved.Attempts));
            Assert.Equal(stranger.Address, unresolved.LastProblem!.Address);
            Assert.Contains("certificate", unresolved.LastProblem.Message, StringComparison.Ordinal);
        });
        Assert.Equal((UnresolvedReason.NotTrusted, 1), (asked.Reason, asked.Attempts));
        Assert.Equal(0, stranger.JournalCount);
    }

    [Fact]
    public async Task A_certificate_that_the_handler_was_told_to_trust_is_trusted()
    {
        using var certificate = SelfSigned();
        await using var ledger = await ScriptedLedger.StartAsync(certificate: certificate);
        await using var client = ledger.Client(options => options.ConfigureHandler = handler =>
            handler.SslOptions.RemoteCertificateValidationCallback =
                (_, shown, _, _) => shown!.GetCertHashString() == certificate.Thumbprint);

        Assert.IsType<PostingResult.Posted>(await client.DebitAsync(_card, 100));
    }

    [Fact]
    public async Task A_token_is_asked_for_before_each_call_and_goes_along_with_the_metadata()
    {
        using var certificate = SelfSigned();
        await using var ledger = await ScriptedLedger.StartAsync(certificate: certificate);
        var (asked, seen) = (0, new List<(string?, string?)>());
        ledger.OnPost = (operation, _, context) =>
        {
            seen.Add((context.RequestHeaders.GetValue("authorization"), context.RequestHeaders.GetValue("x-branch")));
            return Task.FromResult(ledger.Decide(operation));
        };
        await using var client = ledger.Client(options =>
        {
            options.Token = _ => Task.FromResult($"token-{++asked}");
            options.ConfigureMetadata = metadata => metadata.Add("x-branch", "north");
            options.ConfigureHandler = handler => handler.SslOptions.RemoteCertificateValidationCallback =
                (_, shown, _, _) => shown!.GetCertHashString() == certificate.Thumbprint;
        });

        await client.DebitAsync(_card, 100);
        await client.DebitAsync(_card, 200);

        Assert.Equal([("Bearer token-1", "north"), ("Bearer token-2", "north")], seen);
    }

    [Fact]
    public async Task A_client_over_a_call_invoker_opens_no_channel_and_leaves_the_callers_one_open()
    {
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(Scripted.Address);
        var shared = channel.CreateCallInvoker();
        for (var clients = 1; clients <= 2; clients++)
        {
            await using var client = new LedgerClient(new LedgerClientOptions { CallInvoker = shared, Store = 1, Terminal = 7 });
            Assert.IsType<PostingResult.Posted>(await client.DebitAsync(_card, 100));
        }

        Assert.Equal(2, Scripted.JournalCount);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
