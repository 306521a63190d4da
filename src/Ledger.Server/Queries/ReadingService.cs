using System.Globalization;
using Grpc.Core;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Partitions;
using Ledger.Server.Peers;
using Ledger.Server.Programs;

namespace Ledger.Server.Queries;

/// <summary>
/// The read side of the contract. What an account holds is asked of its single writer, in line with its postings; what the journal
/// holds is read from the journal, where committed rows do not change.
/// </summary>
internal sealed class ReadingService(
    AccountLookup accounts, Quotes quotes, ReadsElsewhere elsewhere, JournalQueries journal, JournalReports reports,
    LedgerDatabase database, ProgramBook programs, ConnectionRights rights, TimeProvider time)
{
    private const string Service = "ledger.v1.Reading";
    private const string NoPage = "is not a next_page of this account's statement";
    private const int PageDefault = 50;
    internal const int PageMax = 200;

    public Task<V1.Balances> GetBalances(V1.GetBalancesRequest request, ServerCallContext context) => elsewhere.AnswerAsync(
        context, () => BalancesAsync(request, context),
        (there, options) => new V1.Reading.ReadingClient(there).GetBalancesAsync(request, options));

    private async Task<V1.Balances> BalancesAsync(V1.GetBalancesRequest request, ServerCallContext context)
    {
        var (state, sight) = await accounts.StateAsync(AccountTarget.Of(request), $"{Service}/GetBalances", context);
        var now = time.GetUtcNow().UtcDateTime;
        var balances = Holdings.Of(state, programs.RulesAt(state.Program, now), DayOf(state.Program, now), now);
        return sight == Sight.Full ? balances : Holdings.Short(balances);
    }

    public Task<V1.Expiring> GetExpiring(V1.GetExpiringRequest request, ServerCallContext context) => elsewhere.AnswerAsync(
        context, () => ExpiringAsync(request, context),
        (there, options) => new V1.Reading.ReadingClient(there).GetExpiringAsync(request, options));

    private async Task<V1.Expiring> ExpiringAsync(V1.GetExpiringRequest request, ServerCallContext context)
    {
        var through = DateOnly.MaxValue;
        if (request.Through != 0 && !DateNumber.TryRead(request.Through, out through))
            throw Problems.ToException(Problems.Invalid("through", "is not a date as year * 10000 + month * 100 + day", "MALFORMED"));
        var (state, _) = await accounts.StateAsync(AccountTarget.Of(request), $"{Service}/GetExpiring", context);
        return Holdings.Expiring(state, DayOf(state.Program, time.GetUtcNow().UtcDateTime), through);
    }

    public Task<V1.Quote> GetQuote(V1.Operation request, ServerCallContext context) => elsewhere.AnswerAsync(
        context, () => QuoteAsync(request, context),
        (there, options) => new V1.Reading.ReadingClient(there).GetQuoteAsync(request, options));

    private async Task<V1.Quote> QuoteAsync(V1.Operation request, ServerCallContext context)
    {
        var (receipt, problem) = await quotes.OfAsync(request, context);
        if (receipt is { Outcome: V1.Outcome.CardVoid }
            && rights.Of(context)?.SightOf(Acts.Of(request), (short)receipt.Program) == Sight.Short)
            throw Problems.ToException(Problems.UnknownCard());
        return problem is null ? new V1.Quote { Receipt = receipt } : throw Problems.ToException(problem);
    }

    public Task<V1.Statement> GetStatement(V1.GetStatementRequest request, ServerCallContext context) => elsewhere.AnswerAsync(
        context, () => StatementAsync(request, context),
        (there, options) => new V1.Reading.ReadingClient(there).GetStatementAsync(request, options));

    private async Task<V1.Statement> StatementAsync(V1.GetStatementRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("page_size", request.PageSize, 0, PageMax);
        long from = 0;
        if (request.Page.Length > 0
            && (!long.TryParse(request.Page, NumberStyles.None, CultureInfo.InvariantCulture, out from) || from == 0))
            check.Add("page", NoPage, "MALFORMED");
        check.ThrowIfAny();

        var (state, _) = await accounts.StateAsync(AccountTarget.Of(request), $"{Service}/GetStatement", context);
        var partition = Router.PartitionOf(state.Account, database.Partitions);
        var rows = await journal.StatementAsync(
            partition, from > 0 ? from : state.LastSeq, state.BeganSeq, request.PageSize > 0 ? request.PageSize : PageDefault,
            context.CancellationToken);
        if (rows.Count == 0 || rows[0].Account != state.Account || (from > 0 && !await EndsTransactionAsync(rows[0], context)))
            throw Problems.ToException(Problems.Invalid("page", NoPage, "MALFORMED"));
        return StatementOf(state, programs.RulesAt(state.Program, time.GetUtcNow().UtcDateTime), rows);
    }

    public async Task<V1.Receipt> GetOutcome(V1.GetOutcomeRequest request, ServerCallContext context)
    {
        if (!UuidV7.TryReadHeld(request.Key.Span, out var key))
            throw Problems.ToException(Problems.Invalid("key", "is not a UUID version 7 in 16 bytes", "KEY_MALFORMED"));
        var rows = await journal.FindAsync(key, context.CancellationToken);
        if (rows.Count > 0 && rights.Of(context) is { } held && !held.May($"{Service}/GetOutcome", await PlaceOfAsync(rows[0], context)))
            throw Problems.ToException(Problems.RightMissing("GetOutcome of what was done elsewhere"));
        return rows.Count > 0
            ? Receipts.Of([.. rows], replayed: true)
            : throw Problems.ToException(
                Problems.NotFound("key", "the journal does not hold this key: the operation has not been decided", "UNKNOWN_KEY"));
    }

    public async Task<V1.TrialBalance> GetTrialBalance(V1.GetTrialBalanceRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("program", request.Program, 0, short.MaxValue);
        check.ThrowIfAny();
        rights.Require(context, $"{Service}/GetTrialBalance", Reported.Place(request.Program));

        var balance = new V1.TrialBalance();
        foreach (var line in await reports.RunAsync(report => report.TrialBalanceAsync((short)request.Program), context.CancellationToken))
            balance.Lines.Add(new V1.TrialBalanceLine
            {
                Asset = (V1.Asset)line.Asset,
                System = (V1.SystemAccount)line.Counter,
                Debits = line.Debits,
                Credits = line.Credits,
            });
        return balance;
    }

    // Where an operation was done; what the ledger did by itself lies where that was done which led to it, or in the program.
    private async Task<Place> PlaceOfAsync(JournalRow row, ServerCallContext context)
    {
        if (row.Store == 0 && row.Original is { } original
            && await journal.FindAsync(original, context.CancellationToken) is [var first, ..])
            row = first;
        return row.Store == 0 ? Place.OfProgram(row.Program) : Place.OfStore(programs, row.Store, row.Terminal);
    }

    private async Task<bool> EndsTransactionAsync(JournalRow row, ServerCallContext context) =>
        (await journal.FindAsync(row.Key, context.CancellationToken))[^1].Leg == row.Leg;

    // Today in the program's own time zone.
    private DateOnly DayOf(short program, DateTime now) => programs.DayOf(program, now);

    private static V1.Statement StatementOf(AccountState state, ProgramRules rules, IReadOnlyList<JournalRow> newestFirst)
    {
        var statement = new V1.Statement { Account = state.Account };
        var (changes, legs) = (new StatementChanges(state, rules), new List<JournalRow>());
        foreach (var row in newestFirst)
        {
            legs.Insert(0, row);
            if (row.Leg > 0) continue;
            statement.Lines.Add(StatementLines.Of([.. legs], changes));
            legs.Clear();
        }
        var oldest = newestFirst[^1].PrevSeq;
        if (oldest > 0 && newestFirst[^1].Seq > state.BeganSeq) statement.NextPage = oldest.ToString(CultureInfo.InvariantCulture);
        return statement;
    }
}
