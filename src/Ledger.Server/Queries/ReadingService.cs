using System.Globalization;
using Grpc.Core;
using Ledger.Server.Contract;
using Ledger.Server.Intake;
using Ledger.Server.Journal;
using Ledger.Server.Partitions;
using Ledger.Server.Rules;

namespace Ledger.Server.Queries;

/// <summary>
/// The read side of the contract. What an account holds is asked of its single writer, in line with its postings; what the journal
/// holds is read from the journal, where committed rows do not change.
/// </summary>
public sealed class ReadingService(Router router, CardDirectory cards, JournalQueries journal, LedgerDatabase database)
{
    private const int PageDefault = 50;
    internal const int PageMax = 200;

    public async Task<V1.Balances> GetBalances(V1.GetBalancesRequest request, ServerCallContext context)
    {
        var hasCard = request.TargetCase == V1.GetBalancesRequest.TargetOneofCase.Card;
        var state = await StateAsync(hasCard ? request.Card : null, request.Account, context);
        var balances = new V1.Balances
        {
            Account = state.Account,
            Program = state.Program,
            Holdings = new V1.Holdings { Points = state.Points, PrincipalMinor = state.Principal, BonusMinor = state.Bonus },
        };
        AddLots(balances, V1.Asset.Points, state.PointsLots);
        AddLots(balances, V1.Asset.Bonus, state.BonusLots);
        balances.Cards.AddRange(state.Cards.Select(card => new V1.Card { LastFour = card.LastFour, Status = (V1.CardStatus)card.Status }));
        return balances;
    }

    public async Task<V1.Statement> GetStatement(V1.GetStatementRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("page_size", request.PageSize, 0, PageMax);
        long from = 0;
        if (request.Page.Length > 0 && (!long.TryParse(request.Page, NumberStyles.None, CultureInfo.InvariantCulture, out from) || from == 0))
            check.Add("page", "is not a next_page of this account's statement", "MALFORMED");
        if (check.Any) throw Problems.ToException(Problems.Invalid(check.List));

        var hasCard = request.TargetCase == V1.GetStatementRequest.TargetOneofCase.Card;
        var state = await StateAsync(hasCard ? request.Card : null, request.Account, context);
        var partition = Router.PartitionOf(state.Account, database.Partitions);
        var rows = await journal.StatementAsync(
            partition, from > 0 ? from : state.LastSeq, request.PageSize > 0 ? request.PageSize : PageDefault, context.CancellationToken);
        if (rows.Count == 0 || rows[0].Account != state.Account || (from > 0 && !await EndsTransactionAsync(rows[0], context)))
        {
            check.Add("page", "is not a next_page of this account's statement", "MALFORMED");
            throw Problems.ToException(Problems.Invalid(check.List));
        }
        return StatementOf(state.Account, rows);
    }

    public async Task<V1.Receipt> GetOutcome(V1.GetOutcomeRequest request, ServerCallContext context)
    {
        if (!UuidV7.TryRead(request.Key.Span, out var key))
        {
            var check = new Violations();
            check.Add("key", "is not a UUID version 7 in 16 bytes", "KEY_MALFORMED");
            throw Problems.ToException(Problems.Invalid(check.List));
        }
        var rows = await journal.FindAsync(key, context.CancellationToken);
        return rows.Count > 0
            ? Receipts.Of([.. rows], replayed: true)
            : throw Problems.ToException(Problems.NotFound("key", "the journal does not hold this key: the operation has not been decided", "UNKNOWN_KEY"));
    }

    public async Task<V1.TrialBalance> GetTrialBalance(V1.GetTrialBalanceRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("program", request.Program, 0, short.MaxValue);
        if (check.Any) throw Problems.ToException(Problems.Invalid(check.List));

        var balance = new V1.TrialBalance();
        foreach (var line in await journal.TrialBalanceAsync((short)request.Program, context.CancellationToken))
            balance.Lines.Add(new V1.TrialBalanceLine
            {
                Asset = (V1.Asset)line.Asset,
                System = (V1.SystemAccount)line.Counter,
                Debits = line.Debits,
                Credits = line.Credits,
            });
        return balance;
    }

    private async Task<bool> EndsTransactionAsync(JournalRow row, ServerCallContext context) =>
        (await journal.FindAsync(row.Key, context.CancellationToken))[^1].Leg == row.Leg;

    private async Task<AccountState> StateAsync(string? token, long account, ServerCallContext context)
    {
        var check = new Violations();
        if (token is null) check.Range("account", account, 1, AccountNumber.Largest);
        else check.Card("card", token);
        if (check.Any) throw Problems.ToException(Problems.Invalid(check.List));

        if (token is not null)
            account = await cards.FindAsync(cards.IdOf(token), context.CancellationToken)
                ?? throw Problems.ToException(Problems.NotFound("card", "there is no such card", "UNKNOWN_CARD"));

        var question = new AccountQuestion(account) { Deadline = context.Deadline, Caller = context.CancellationToken };
        router.Hand(account, question);
        var (state, problem) = await question.Completion;
        if (problem is not null) throw Problems.ToException(problem);
        return state!.IsOpen ? state : throw Problems.ToException(Problems.NotFound("account", $"there is no account {account}", "UNKNOWN_ACCOUNT"));
    }

    private static V1.Statement StatementOf(long account, IReadOnlyList<JournalRow> newestFirst)
    {
        var statement = new V1.Statement { Account = account };
        var legs = new List<JournalRow>();
        foreach (var row in newestFirst)
        {
            legs.Insert(0, row);
            if (row.Leg > 0) continue;
            statement.Lines.Add(StatementLines.Of([.. legs]));
            legs.Clear();
        }
        var oldest = newestFirst[^1].PrevSeq;
        if (oldest > 0) statement.NextPage = oldest.ToString(CultureInfo.InvariantCulture);
        return statement;
    }

    private static void AddLots(V1.Balances balances, V1.Asset asset, Lots lots)
    {
        foreach (var lot in lots.Span)
            balances.Lots.Add(new V1.Lot { Asset = asset, ExpiresOn = ReceiptEncoding.DateNumber(lot.ExpiresOn), Amount = lot.Amount });
    }
}
