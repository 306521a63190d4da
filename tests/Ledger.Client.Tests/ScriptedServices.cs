using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

internal sealed class ScriptedPosting(ScriptedLedger ledger) : Posting.PostingBase
{
    public override Task<Receipt> Post(Operation request, ServerCallContext context)
    {
        ledger.Received.Enqueue(request);
        return ledger.OnPost(request, ledger.Received.Count(received => received.Key == request.Key), context);
    }

    public override Task<PostBatchResponse> PostBatch(PostBatchRequest request, ServerCallContext context)
    {
        ledger.Batches.Enqueue(request);
        return ledger.OnBatch(request, ledger.Batches.Count, context);
    }

    public override Task PostStream(
        IAsyncStreamReader<Operation> requestStream, IServerStreamWriter<PostResult> responseStream, ServerCallContext context) =>
        ledger.OnStream(requestStream, responseStream, ++ledger.Streams, context);
}

internal sealed class ScriptedReading(ScriptedLedger ledger) : Reading.ReadingBase
{
    private const int StatementLines = 5;

    public override Task<Balances> GetBalances(GetBalancesRequest request, ServerCallContext context)
    {
        ledger.Questions.Enqueue(request);
        FailIfScripted();
        return request.Card == ScriptedLedger.UnknownCard
            ? throw Problems.NotFound("card")
            : Task.FromResult(new Balances { Account = request.Account });
    }

    /// <summary>Five lines numbered by what they asked for, newest first; the page names the line it begins with.</summary>
    public override Task<Statement> GetStatement(GetStatementRequest request, ServerCallContext context)
    {
        ledger.Questions.Enqueue(request);
        FailIfScripted();
        if (request.Card == ScriptedLedger.UnknownCard)
            throw Problems.NotFound("card");
        var from = request.Page.Length == 0 ? StatementLines : int.Parse(request.Page, null);
        var statement = new Statement();
        for (var line = from; line > Math.Max(0, from - request.PageSize); line--)
            statement.Lines.Add(new StatementLine { Asked = line });
        statement.NextPage = from > request.PageSize ? $"{from - request.PageSize}" : "";
        return Task.FromResult(statement);
    }

    public override Task<Receipt> GetOutcome(GetOutcomeRequest request, ServerCallContext context)
    {
        FailIfScripted();
        return Task.FromResult(ledger.Find(request.Key) ?? throw Problems.NotFound("key"));
    }

    public override Task<TrialBalance> GetTrialBalance(GetTrialBalanceRequest request, ServerCallContext context)
    {
        FailIfScripted();
        return Task.FromResult(new TrialBalance { Lines = { new TrialBalanceLine { Asset = Asset.Points, Debits = 1, Credits = 1 } } });
    }

    /// <summary>As the operation would be answered, without recording it.</summary>
    public override Task<Quote> GetQuote(Operation request, ServerCallContext context)
    {
        ledger.Questions.Enqueue(request);
        FailIfScripted();
        return request.Card == ScriptedLedger.UnknownCard
            ? throw Problems.NotFound("card")
            : Task.FromResult(new Quote { Receipt = new Receipt { Key = request.Key, Outcome = Outcome.RestDiffers } });
    }

    public override Task<Expiring> GetExpiring(GetExpiringRequest request, ServerCallContext context)
    {
        ledger.Questions.Enqueue(request);
        FailIfScripted();
        return request.Card == ScriptedLedger.UnknownCard
            ? throw Problems.NotFound("card")
            : Task.FromResult(new Expiring { Account = 42 });
    }

    private void FailIfScripted()
    {
        if (ledger.QuestionFailures.TryDequeue(out var failure))
            throw failure;
    }
}
