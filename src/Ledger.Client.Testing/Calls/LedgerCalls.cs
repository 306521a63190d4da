using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Ledger.Server.Contract;
using Ledger.Server.Queries;

namespace Ledger.Client.Testing.Calls;

/// <summary>Answers calls by the path of their method, bytes for bytes. What is not here is answered UNIMPLEMENTED.</summary>
internal sealed class LedgerCalls
{
    private const string Posting = "/ledger.v1.Posting/", Reading = "/ledger.v1.Reading/", Cards = "/ledger.v1.Cards/",
        Catalogue = "/ledger.v1.Catalogue/";

    private readonly Dictionary<string, Func<byte[], CancellationToken, Task<byte[]>>> _calls = [];

    public LedgerCalls(PostingCalls posting, ReadingCalls reading, CatalogueAnswers catalogue)
    {
        Add(Posting + "Post", V1.Operation.Parser, posting.PostAsync);
        Add(Posting + "PostBatch", V1.PostBatchRequest.Parser, posting.PostBatchAsync);
        Add(Reading + "GetBalances", V1.GetBalancesRequest.Parser, reading.GetBalances);
        Add(Reading + "GetStatement", V1.GetStatementRequest.Parser, reading.GetStatement);
        Add(Reading + "GetOutcome", V1.GetOutcomeRequest.Parser, reading.GetOutcome);
        Add(Reading + "GetTrialBalance", V1.GetTrialBalanceRequest.Parser, reading.GetTrialBalance);
        Add(Reading + "GetExpiring", V1.GetExpiringRequest.Parser, reading.GetExpiring);
        Add(Reading + "GetQuote", V1.Operation.Parser, posting.GetQuoteAsync);
        Add(Cards + "GetCard", V1.GetCardRequest.Parser, reading.GetCard);
        Add(Catalogue + "GetProgram", V1.GetProgramRequest.Parser, catalogue.GetProgram);
        Add(Catalogue + "ListStores", V1.ListStoresRequest.Parser, catalogue.ListStores);
    }

    /// <summary>The bytes of the answer; failures are thrown as the call's status.</summary>
    public Task<byte[]> AnswerAsync(string path, byte[] request, CancellationToken cancellation) =>
        _calls.TryGetValue(path, out var call) ? call(request, cancellation) : throw NotHere(path);

    /// <summary>The status of a call that is not here.</summary>
    public static RpcException NotHere(string path) => new(new Status(
        StatusCode.Unimplemented,
        $"The ledger in memory does not answer {path[1..]}: reports, exports and card stock need a server with its database."));

    private void Add<TRequest>(string path, MessageParser<TRequest> parser, Func<TRequest, IMessage> answer)
        where TRequest : class, IMessage<TRequest> =>
        Add(path, parser, (request, _) => Task.FromResult(answer(request)));

    private void Add<TRequest, TResponse>(
        string path, MessageParser<TRequest> parser, Func<TRequest, CancellationToken, Task<TResponse>> answer)
        where TRequest : class, IMessage<TRequest> where TResponse : IMessage =>
        _calls.Add(path, async (bytes, cancellation) =>
            (await answer(Methods.Parse(parser, new ReadOnlySequence<byte>(bytes)), cancellation)).ToByteArray());
}
