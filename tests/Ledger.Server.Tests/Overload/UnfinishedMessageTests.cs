using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Overload;

/// <summary>Callers that begin large messages and do not end them: what came of them is held, and bounded.</summary>
[Collection(OneServer.Name)]
public sealed class UnfinishedMessageTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private const int MiB = 1024 * 1024;
    /// <summary>Of messages of almost a mebibyte, which all of one connection may have together.</summary>
    private const int Held = 4;

    protected override void Configure(Settings settings) =>
        (settings.Limits.CallerUnfinishedMaxBytes, settings.Limits.UnfinishedMaxBytes) = (Held * MiB, 6 * MiB);

    [Theory]
    [InlineData("Posting/Post")]
    [InlineData("Posting/PostStream")]
    [InlineData("Reading/GetBalances")]
    public async Task I13_What_is_held_of_messages_that_do_not_end_is_bounded_for_each_caller_and_given_back(string path)
    {
        const int begun = 24;
        using (var flood = new Flood(Ledger.Host.Address))
        {
            var calls = Enumerable.Range(0, begun).Select(_ => flood.BeginAsync(path)).ToList();

            for (var refused = 0; refused < begun - Held; refused++)
            {
                var one = await Task.WhenAny(calls).Bounded();
                calls.Remove(one);
                Assert.Equal("8", await one);
            }
            // Ordinary operations go on, also over the very connection.
            Assert.Equal("3", await flood.AskNothingAsync());
            await OpenAsync();
        }
        // Whoever held it is gone.
        await LargeBatchesAsync();
    }

    [Fact]
    public async Task I13_All_callers_together_are_bounded_too()
    {
        using (var first = new Flood(Ledger.Host.Address))
        using (var second = new Flood(Ledger.Host.Address))
        {
            var calls = Enumerable.Range(0, Held - 1).SelectMany(_ => new[] { first, second })
                .Select(flood => flood.BeginAsync("Posting/Post")).ToList();
            // Six are all there may be of them, with what is sent beside the bytes that are missing.
            calls.Add(second.BeginAsync("Posting/Post"));
            Assert.Equal("8", await (await Task.WhenAny(calls).Bounded()));
            await OpenAsync();
        }
        await LargeBatchesAsync();
    }

    [Fact]
    public async Task A_large_batch_is_taken_as_often_as_it_comes()
    {
        for (var round = 0; round < 5; round++) await LargeBatchesAsync();
    }

    // Of a quarter of a mebibyte each, side by side over one connection.
    private async Task LargeBatchesAsync()
    {
        var account = await OpenAsync();
        var details = new OperationDetails { Reference = new string('€', 64) };
        var batches = Enumerable.Range(0, 12).Select(_ =>
        {
            var batch = new PostBatchRequest();
            batch.Operations.Add(Enumerable.Range(0, 1000).Select(_ => Operations.TopUp(Target.Account(account), 1, "cash", details)));
            return batch;
        }).ToArray();
        Assert.InRange(batches[0].CalculateSize(), MiB / 5, MiB / 3);
        // What was given up is given back once the server has seen that it was.
        for (var tries = 0; ; tries++)
        {
            try
            {
                foreach (var answer in await Task.WhenAll(batches.Select(batch => Posting.PostBatchAsync(batch).ResponseAsync)))
                    Assert.All(answer.Results, result => Assert.Equal(PostResult.ResultOneofCase.Receipt, result.ResultCase));
                return;
            }
            catch (RpcException full) when (tries < 100 && full.StatusCode == StatusCode.ResourceExhausted)
            {
                Assert.Equal("MESSAGES_FULL", Problem.Of(full).Reason());
                await Task.Delay(50);
            }
        }
    }

    /// <summary>A connection over which messages are begun that do not end.</summary>
    private sealed class Flood : IDisposable
    {
        private readonly HttpClient _http;
        private readonly CancellationTokenSource _over = new();

        public Flood(Uri server) => _http = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = false })
        {
            BaseAddress = server,
        };

        /// <summary>Sends all of a message of a mebibyte but its last byte. Ends with the status, if one comes.</summary>
        public Task<string> BeginAsync(string path) => SendAsync(path, new Begun(MiB - 16, _over.Token));

        public Task<string> AskNothingAsync() => SendAsync("Posting/Post", new ByteArrayContent([0, 0, 0, 0, 0]));

        public void Dispose()
        {
            _over.Cancel();
            _http.Dispose();
            _over.Dispose();
        }

        private async Task<string> SendAsync(string path, HttpContent content)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/ledger.v1.{path}")
            {
                Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content,
            };
            content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await response.Content.ReadAsByteArrayAsync();
            return response.TrailingHeaders.Concat(response.Headers).First(header => header.Key == "grpc-status").Value.Single();
        }
    }

    private sealed class Begun(int length, CancellationToken over) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var message = new byte[5 + length];
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), length);
            await stream.WriteAsync(message.AsMemory(0, message.Length - 1), over);
            await stream.FlushAsync(over);
            await Task.Delay(Timeout.Infinite, over);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = 0;
            return false;
        }
    }
}
