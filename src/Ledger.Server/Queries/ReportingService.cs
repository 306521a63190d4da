using Grpc.Core;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Contract;
using Ledger.Server.Programs;

namespace Ledger.Server.Queries;

/// <summary>Reports over many accounts, as the journal has them, as answers and as files.</summary>
internal sealed class ReportingService(
    CloseReport close, SettlementReport settlement, LiabilityReport liability, ReadingService reading, ConnectionRights rights,
    ProgramBook programs)
{
    private const string Service = "ledger.v1.Reporting";

    public Task<V1.Close> GetClose(V1.GetCloseRequest request, ServerCallContext context)
    {
        rights.Require(context, $"{Service}/GetClose", Place.OfStore(programs, request.Store, request.Terminal));
        return close.AskAsync(request, context.CancellationToken);
    }

    public Task<V1.Settlement> GetSettlement(V1.GetSettlementRequest request, ServerCallContext context)
    {
        rights.Require(context, $"{Service}/GetSettlement", Reported.Place(request.Program));
        return settlement.AskAsync(request, context.CancellationToken);
    }

    public Task<V1.Liability> GetLiability(V1.GetLiabilityRequest request, ServerCallContext context)
    {
        rights.Require(context, $"{Service}/GetLiability", Reported.Place(request.Program));
        return liability.AskAsync(request, context.CancellationToken);
    }

    /// <summary>Sends a report as CSV. What is wrong with the request is told before the first piece.</summary>
    public async Task Export(V1.ExportRequest request, IServerStreamWriter<V1.ExportPiece> pieces, ServerCallContext context)
    {
        await using var file = new CsvPieces(pieces, request.ByteOrderMark, context.CancellationToken);
        switch (request.ReportCase)
        {
            case V1.ExportRequest.ReportOneofCase.Statement:
                await ExportStatementAsync(request.Statement, file, context);
                break;
            case V1.ExportRequest.ReportOneofCase.Settlement:
                await CsvExport.WriteAsync(file, await GetSettlement(request.Settlement, context));
                break;
            case V1.ExportRequest.ReportOneofCase.TrialBalance:
                await CsvExport.WriteAsync(file, await reading.GetTrialBalance(request.TrialBalance, context));
                break;
            case V1.ExportRequest.ReportOneofCase.Close:
                await CsvExport.WriteAsync(file, await GetClose(request.Close, context));
                break;
            case V1.ExportRequest.ReportOneofCase.Liability:
                await CsvExport.WriteAsync(file, await GetLiability(request.Liability, context));
                break;
            default:
                throw Problems.ToException(
                    Problems.Invalid("report", "is missing: statement, settlement, trial_balance, close or liability", "REQUIRED"));
        }
        await file.EndAsync();
    }

    // Page by page: however long the account's history is, no more than a page of it is in memory. Postings meanwhile change no older page.
    private async Task ExportStatementAsync(V1.GetStatementRequest request, CsvPieces file, ServerCallContext context)
    {
        var page = request.Clone();
        if (page.PageSize == 0) page.PageSize = ReadingService.PageMax;
        var statement = await reading.GetStatement(page, context);
        CsvExport.WriteStatementHeader(file);
        while (true)
        {
            await CsvExport.WriteAsync(file, statement);
            if (statement.NextPage.Length == 0) return;
            page.Page = statement.NextPage;
            statement = await reading.GetStatement(page, context);
        }
    }
}
