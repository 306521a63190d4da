using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;

namespace Ledger.Server.Tests.BadInput;

[Collection(OneServer.Name)]
public sealed class WireTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);
    [Fact]
    public async Task Bytes_that_are_no_message_are_the_callers_mistake()
    {
        var garbage = new (string Method, byte[] Request)[]
        {
            ("Posting/Post", [0xFF, 0xFF, 0xFF, 0xFF]),
            ("Posting/Post", Operations.OpenAccount().ToByteArray()[..^1]),
            ("Posting/Post", [0x0A, 0x7F]),
            ("Posting/Post", [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
            ("Posting/PostBatch", [0x0A, 0x03, 0x0A, 0x7F, 0x01]),
            ("Reading/GetBalances", [0x08]),
            ("Reading/GetStatement", [0x22, 0x05, 0x31]),
            ("Reading/GetOutcome", [0x0A, 0x10]),
            ("Reading/GetTrialBalance", [0x0F]),
        };
        foreach (var (method, request) in garbage)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => CallAsync(method, request));
            Assert.Equal(
                (StatusCode.InvalidArgument, " MALFORMED"), (refused.StatusCode, string.Join(", ", Problem.Of(refused).Violations())));
        }
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM journal"));
    }

    [Theory]
    [InlineData(0xC3, 0x28, 0x20)]
    // A lone surrogate, as careless encoders write it.
    [InlineData(0xED, 0xA0, 0x80)]
    public async Task A_text_that_is_not_UTF_8_is_refused_rather_than_changed(params int[] text)
    {
        var operation = Operations.OpenAccount();
        byte[] request = [.. operation.ToByteArray(), 0x4A, (byte)text.Length, .. text.Select(each => (byte)each)];

        var refused = await Assert.ThrowsAsync<RpcException>(() => CallAsync("Posting/Post", request));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Single(Problem.Of(refused).Violations());
        Assert.Equal(0, await CountInJournalAsync(operation));
    }

    [Fact]
    public async Task An_empty_message_is_told_what_it_lacks()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => CallAsync("Posting/Post", []));

        Problem.AssertViolations(refused, StatusCode.InvalidArgument, "key REQUIRED", "business_time REQUIRED", "terminal OUT_OF_RANGE",
            "kind REQUIRED", "target REQUIRED");
    }

    [Fact]
    public async Task Mutated_messages_are_answered_and_do_no_harm()
    {
        const int seed = 20_261;
        var random = new Random(seed);
        var account = await OpenAsync();
        for (var round = 0; round < 400; round++)
        {
            var bytes = Operations.TopUp(Target.Account(account), 1, "cash", new OperationDetails { Reference = "ticket" }).ToByteArray();
            for (var change = random.Next(1, 4); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Receipt.Parser.ParseFrom(await CallAsync("Posting/Post", bytes));
            }
            catch (RpcException refused)
            {
                Assert.True(refused.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound,
                    $"seed {seed}, round {round}: {refused.Status}");
                Assert.NotEmpty(Problem.Of(refused).Violations());
            }
        }
        await PostedAsync(Operations.TopUp(Target.Account(account), 1));
    }

    [Fact]
    public async Task Garbage_in_a_stream_ends_it_and_leaves_what_was_answered()
    {
        var account = await OpenAsync();
        var operation = Operations.TopUp(Target.Account(account), 5);
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "ledger.v1.Posting", "PostStream", Bytes, Bytes);
        using var stream = Ledger.Channel().CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions());
        await stream.RequestStream.WriteAsync(operation.ToByteArray());
        Assert.True(await stream.ResponseStream.MoveNext().Bounded());
        var receipt = PostResult.Parser.ParseFrom(stream.ResponseStream.Current).Receipt;

        await stream.RequestStream.WriteAsync([0xFF, 0xFF]);

        var ended = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext().Bounded());
        Problem.AssertViolations(ended, StatusCode.InvalidArgument, " MALFORMED");
        Assert.Equal(Expected.Replayed(receipt), await PostAsync(operation));
    }

    [Fact]
    public async Task An_oversized_message_is_refused_and_the_next_one_is_served()
    {
        var operation = Operations.OpenAccount(details: new OperationDetails { Reference = new string('x', 2 * 1024 * 1024) });

        var refused = await RefusedAsync(operation);

        // Without RetryInfo: the contract says that this message will never be taken.
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.DoesNotContain(refused.Trailers, entry => entry.Key == "grpc-status-details-bin");
        Assert.Equal(0, await CountInJournalAsync(operation));
        await OpenAsync();
    }

    [Theory]
    [InlineData("application/grpc", new byte[] { 0, 0, 0, 0, 100, 1, 2, 3 })]
    [InlineData("application/grpc", new byte[] { 1, 0, 0, 0, 3, 1, 2, 3 })]
    [InlineData("application/grpc", new byte[] { 9, 0, 0 })]
    [InlineData("application/grpc", new byte[] { })]
    [InlineData("application/grpc", new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData("application/json", new byte[] { (byte)'{', (byte)'}' })]
    public async Task A_broken_frame_gets_a_status_and_the_connection_lives(string contentType, byte[] body)
    {
        using var http = new HttpClient { BaseAddress = Ledger.Host.Address };
        // The gRPC library logs an exception of its own for a length that no array can have; ours stay silent all the same.
        ErrorsAreExpected = true;

        using var broken = await SendAsync(http, contentType, body);
        using var empty = await SendAsync(http, "application/grpc", [0, 0, 0, 0, 0]);

        Assert.NotEqual(
            ("200", "0"), (((int)broken.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), GrpcStatus(broken)));
        Assert.Equal("3", GrpcStatus(empty));
        await Ledger.StopAsync();
        Assert.DoesNotContain("fail: Ledger", Console.Text, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string contentType, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/ledger.v1.Posting/Post")
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        var response = await http.SendAsync(request).Bounded();
        await response.Content.ReadAsByteArrayAsync();
        return response;
    }

    private static string GrpcStatus(HttpResponseMessage response) =>
        response.TrailingHeaders.Concat(response.Headers).Where(header => header.Key == "grpc-status").SelectMany(header => header.Value)
            .FirstOrDefault("none");

    private async Task<byte[]> CallAsync(string path, byte[] request)
    {
        var parts = path.Split('/');
        var method = new Method<byte[], byte[]>(MethodType.Unary, $"ledger.v1.{parts[0]}", parts[1], Bytes, Bytes);
        return await (_invoker ??= Ledger.Channel().CreateCallInvoker()).AsyncUnaryCall(method, null, new CallOptions(), request);
    }

    private CallInvoker? _invoker;
}
