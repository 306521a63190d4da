using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Ledger.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ledger.Client.Tests;

/// <summary>
/// A ledger over real HTTP/2 that misbehaves as a test tells it to. Left alone it posts each key once, answers it again with
/// replayed = true, and refuses debits over <see cref="AvailableMinor"/>.
/// </summary>
internal sealed class ScriptedLedger : IAsyncDisposable
{
    public const long AvailableMinor = 100_000;
    public const string UnknownCard = "unknown-card";

    private readonly ConcurrentDictionary<ByteString, Receipt> _journal = new();
    private readonly WebApplication _application;

    private ScriptedLedger(int port, X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, end =>
        {
            end.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
                end.UseHttps(certificate);
        }));
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<DeadlineRecorder>());
        builder.Services.AddSingleton(this);
        _application = builder.Build();
        _application.MapGrpcService<ScriptedPosting>();
        _application.MapGrpcService<ScriptedReading>();
        _application.MapGrpcService<ScriptedReporting>();
        _application.MapGrpcService<ScriptedCards>();
    }

    public delegate Task<Receipt> PostScript(Operation operation, int attempt, ServerCallContext context);

    public delegate Task<PostBatchResponse> BatchScript(PostBatchRequest request, int call, ServerCallContext context);

    public delegate Task StreamScript(
        IAsyncStreamReader<Operation> operations, IServerStreamWriter<PostResult> results, int stream, ServerCallContext context);

    public Uri Address { get; private set; } = null!;

    /// <summary>What to do with a single operation; the attempt counts from 1 per key.</summary>
    public PostScript OnPost { get; set; } = null!;

    /// <summary>What to do with a batch; calls count from 1.</summary>
    public BatchScript OnBatch { get; set; } = null!;

    /// <summary>What to do with a stream; streams count from 1.</summary>
    public StreamScript OnStream { get; set; } = null!;

    /// <summary>What a question gets instead of its answer, while there are any.</summary>
    public ConcurrentQueue<RpcException> QuestionFailures { get; } = new();

    /// <summary>What an export sends, piece by piece.</summary>
    public string[] ExportPieces { get; set; } = ["a,b\r\n", "1,2\r\n", "3,4\r\n"];

    /// <summary>After how many pieces an export takes its scripted failure.</summary>
    public int ExportBreaksAfter { get; set; }

    /// <summary>Every question as it came, in order; of outcomes and trial balances there is no record.</summary>
    public ConcurrentQueue<IMessage> Questions { get; } = new();

    /// <summary>How much time each single call and export came with, in order.</summary>
    public ConcurrentQueue<TimeSpan> Deadlines { get; } = new();

    /// <summary>Every single operation as it came, in order.</summary>
    public ConcurrentQueue<Operation> Received { get; } = new();

    /// <summary>Every batch as it came, in order.</summary>
    public ConcurrentQueue<PostBatchRequest> Batches { get; } = new();

    /// <summary>Number of the last stream that was opened.</summary>
    public int Streams { get; set; }

    /// <summary>How many keys are recorded.</summary>
    public int JournalCount => _journal.Count;

    /// <summary>Starts it on loopback; with a certificate it speaks TLS.</summary>
    public static async Task<ScriptedLedger> StartAsync(int port = 0, X509Certificate2? certificate = null)
    {
        var ledger = new ScriptedLedger(port, certificate);
        ledger.OnPost = (operation, _, _) => Task.FromResult(ledger.Decide(operation));
        ledger.OnBatch = (request, _, _) => Task.FromResult(ledger.DecideAll(request));
        ledger.OnStream = async (operations, results, _, context) =>
        {
            for (var position = 0L; await operations.MoveNext(context.CancellationToken); position++)
                await results.WriteAsync(ledger.ResultOf(operations.Current, position));
        };
        await ledger._application.StartAsync();
        var addresses = ledger._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        ledger.Address = new Uri(addresses!.Addresses.Single());
        return ledger;
    }

    /// <summary>A client of this ledger whose pauses pass at once, unless the test changes that.</summary>
    public LedgerClient Client(Action<LedgerClientOptions>? configure = null)
    {
        var options = new LedgerClientOptions
        {
            Address = Address, Store = 1, Terminal = 7, Operator = 3, JitterSeed = 1, BackoffFirst = TimeSpan.FromMilliseconds(1),
            BackoffMax = TimeSpan.FromMilliseconds(20),
        };
        configure?.Invoke(options);
        return new LedgerClient(options);
    }

    public Receipt Decide(Operation operation)
    {
        if (operation.Card == UnknownCard)
            throw Problems.NotFound("card");
        var first = Posted(operation);
        if (operation.Debit is { AmountMinor: > AvailableMinor } debit)
        {
            first.Outcome = Outcome.InsufficientFunds;
            first.Refusal = new Refusal { Needed = debit.AmountMinor, Available = AvailableMinor };
        }
        if (_journal.TryAdd(operation.Key, first))
            return first;
        var again = _journal[operation.Key].Clone();
        again.Replayed = true;
        return again;
    }

    public PostBatchResponse DecideAll(PostBatchRequest request)
    {
        var response = new PostBatchResponse();
        response.Results.AddRange(request.Operations.Select((operation, position) => ResultOf(operation, position)));
        return response;
    }

    public PostResult ResultOf(Operation operation, long position)
    {
        try
        {
            return new PostResult { Position = position, Receipt = Decide(operation) };
        }
        catch (RpcException exception)
        {
            return new PostResult { Position = position, Problem = Problems.StatusOf(exception) };
        }
    }

    public bool Holds(Operation operation) => _journal.ContainsKey(operation.Key);

    public Receipt? Find(ByteString key) => _journal.GetValueOrDefault(key);

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static Receipt Posted(Operation operation) => new()
    {
        Key = operation.Key, Outcome = Outcome.Posted, Account = 42, Balances = new Holdings { PrincipalMinor = AvailableMinor },
    };
}
