using Google.Protobuf;
using Grpc.Core;
using Ledger.V1;

namespace Ledger.Client.Tests;

/// <summary>Answers each report with what it was asked for, and exports <see cref="ScriptedLedger.ExportPieces"/>.</summary>
internal sealed class ScriptedReporting(ScriptedLedger ledger) : Reporting.ReportingBase
{
    public override Task<Close> GetClose(GetCloseRequest request, ServerCallContext context) =>
        Answer(request, new Close { Store = request.Store });

    public override Task<Settlement> GetSettlement(GetSettlementRequest request, ServerCallContext context) =>
        Answer(request, new Settlement { Final = true });

    public override Task<Liability> GetLiability(GetLiabilityRequest request, ServerCallContext context) =>
        Answer(request, new Liability());

    /// <summary>The pieces in order; a scripted failure comes before the first or, as told, after some of them.</summary>
    public override async Task Export(
        ExportRequest request, IServerStreamWriter<ExportPiece> responseStream, ServerCallContext context)
    {
        ledger.Questions.Enqueue(request);
        for (var piece = 0; piece <= ledger.ExportPieces.Length; piece++)
        {
            if (piece == ledger.ExportBreaksAfter && ledger.QuestionFailures.TryDequeue(out var failure))
                throw failure;
            if (piece < ledger.ExportPieces.Length)
                await responseStream.WriteAsync(new ExportPiece { Content = ByteString.CopyFromUtf8(ledger.ExportPieces[piece]) });
        }
    }

    private Task<TAnswer> Answer<TAnswer>(IMessage request, TAnswer answer)
    {
        ledger.Questions.Enqueue(request);
        return ledger.QuestionFailures.TryDequeue(out var failure) ? throw failure : Task.FromResult(answer);
    }
}

/// <summary>Makes the same cards for the same key, and knows one card.</summary>
internal sealed class ScriptedCards(ScriptedLedger ledger) : Cards.CardsBase
{
    public override Task<GenerateCardsResponse> GenerateCards(GenerateCardsRequest request, ServerCallContext context)
    {
        var again = ledger.Questions.OfType<GenerateCardsRequest>().Any(earlier => earlier.Key == request.Key);
        ledger.Questions.Enqueue(request);
        if (ledger.QuestionFailures.TryDequeue(out var failure))
            throw failure;
        return Task.FromResult(new GenerateCardsResponse { Cards = { request.Key.ToBase64() }, Replayed = again });
    }

    public override Task<CardAnswer> GetCard(GetCardRequest request, ServerCallContext context) =>
        request.Card == ScriptedLedger.UnknownCard
            ? throw Problems.NotFound("card")
            : Task.FromResult(new CardAnswer { Account = 42, Card = new Card { LastFour = request.Card[^4..] } });
}
