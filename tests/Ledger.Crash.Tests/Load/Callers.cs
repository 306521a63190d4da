using Grpc.Core;
using Grpc.Net.Client;
using Ledger.Client;
using Ledger.V1;

namespace Ledger.Crash.Tests.Load;

/// <summary>
/// The ways to the server at one address: the typed client, raw batches and raw streams. What is told goes into the book.
/// </summary>
internal sealed class Callers : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly Book _book;
    private readonly LedgerClient _client;
    private readonly GrpcChannel _channel;
    private readonly Posting.PostingClient _posting;

    public Callers(Book book, Uri address)
    {
        _book = book;
        _client = new LedgerClient(new LedgerClientOptions { Address = address, Store = 1, Terminal = 7, Operator = 3, AttemptsMax = 2 });
        _channel = GrpcChannel.ForAddress(address);
        _posting = new Posting.PostingClient(_channel);
        Reading = new Reading.ReadingClient(_channel);
    }

    public Reading.ReadingClient Reading { get; }

    /// <summary>Sends the operations one of the three ways; false when some got no answer.</summary>
    public Task<bool> SendAsync(int way, IReadOnlyList<Operation> operations) => way switch
    {
        0 => OneByOneAsync(operations),
        1 => GuardAsync(() => BatchAsync(operations)),
        _ => GuardAsync(() => StreamAsync(operations)),
    };

    public void Dispose()
    {
        _client.Dispose();
        _channel.Dispose();
    }

    private async Task<bool> OneByOneAsync(IReadOnlyList<Operation> operations)
    {
        foreach (var operation in operations)
            switch (await _client.PostAsync(operation, Deadline))
            {
                case PostingResult.Posted posted: _book.Told(operation, posted.Receipt); break;
                case PostingResult.Refused refused: _book.Told(operation, refused.Receipt); break;
                case PostingResult.NotFound: _book.Told(operation, StatusCode.NotFound, ""); break;
                default: return false;
            }
        return true;
    }

    private async Task<bool> BatchAsync(IReadOnlyList<Operation> operations)
    {
        var request = new PostBatchRequest();
        request.Operations.AddRange(operations);
        var response = await _posting.PostBatchAsync(request, deadline: DateTime.UtcNow + Deadline);
        return response.Results.Select(result => Take(operations, result)).ToArray().All(answered => answered);
    }

    private async Task<bool> StreamAsync(IReadOnlyList<Operation> operations)
    {
        using var call = _posting.PostStream(deadline: DateTime.UtcNow + Deadline);
        var writing = WriteAsync(call.RequestStream, operations);
        var answered = 0;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            if (Take(operations, call.ResponseStream.Current)) answered++;
        await writing;
        return answered == operations.Count;
    }

    private static async Task WriteAsync(IClientStreamWriter<Operation> stream, IReadOnlyList<Operation> operations)
    {
        foreach (var operation in operations) await stream.WriteAsync(operation);
        await stream.CompleteAsync();
    }

    private bool Take(IReadOnlyList<Operation> operations, PostResult result)
    {
        var operation = operations[(int)result.Position];
        if (result.ResultCase == PostResult.ResultOneofCase.Receipt)
        {
            _book.Told(operation, result.Receipt);
            return true;
        }
        _book.Told(operation, (StatusCode)result.Problem.Code, result.Problem.Message);
        return result.Problem.Code == (int)StatusCode.NotFound;
    }

    private static async Task<bool> GuardAsync(Func<Task<bool>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception lost) when (lost is RpcException or IOException or InvalidOperationException or HttpRequestException)
        {
            return false;
        }
    }
}
