using System.Globalization;
using Ledger.Client.Testing.Books;
using Ledger.Rules.Basics;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Contract;
using Ledger.Server.Programs;
using Ledger.Server.Queries;

namespace Ledger.Client.Testing.Calls;

/// <summary>The read side of the contract: what memory holds, told in the server's own words.</summary>
internal sealed class ReadingCalls(Whom whom, SingleWriter writer, ProgramBook programs, TimeProvider time)
{
    private const string NoPage = "is not a next_page of this account's statement";
    private const int PageDefault = 50;

    public V1.Balances GetBalances(V1.GetBalancesRequest request)
    {
        var state = whom.Of(AccountTarget.Of(request));
        return Holdings.Of(state, programs.RulesAt(state.Program, Now), TodayOf(state.Program), Now);
    }

    public V1.Expiring GetExpiring(V1.GetExpiringRequest request)
    {
        var through = DateOnly.MaxValue;
        if (request.Through != 0 && !DateNumber.TryRead(request.Through, out through))
            throw Problems.ToException(Problems.Invalid("through", "is not a date as year * 10000 + month * 100 + day", "MALFORMED"));
        var state = whom.Of(AccountTarget.Of(request));
        return Holdings.Expiring(state, TodayOf(state.Program), through);
    }

    public V1.Statement GetStatement(V1.GetStatementRequest request)
    {
        var check = new Violations();
        check.Range("page_size", request.PageSize, 0, ReadingService.PageMax);
        long from = 0;
        if (request.Page.Length > 0
            && (!long.TryParse(request.Page, NumberStyles.None, CultureInfo.InvariantCulture, out from) || from == 0))
            check.Add("page", NoPage, "MALFORMED");
        check.ThrowIfAny();

        var state = whom.Of(AccountTarget.Of(request));
        var rows = Rows(state, from > 0 ? from : state.LastSeq, request.PageSize > 0 ? request.PageSize : PageDefault);
        if (rows.Count == 0 || rows[0].Account != state.Account || (from > 0 && RowsUnder(rows[0].Key)[^1].Leg != rows[0].Leg))
            throw Problems.ToException(Problems.Invalid("page", NoPage, "MALFORMED"));
        var statement = new V1.Statement { Account = state.Account, Lines = { LinesOf(state, rows) } };
        if (rows[^1] is { PrevSeq: > 0 and var older } oldest && oldest.Seq > state.BeganSeq)
            statement.NextPage = older.ToString(CultureInfo.InvariantCulture);
        return statement;
    }

    public V1.Receipt GetOutcome(V1.GetOutcomeRequest request)
    {
        if (!UuidV7.TryReadHeld(request.Key.Span, out var asked))
            throw Problems.ToException(Problems.Invalid("key", "is not a UUID version 7 in 16 bytes", "KEY_MALFORMED"));
        return RowsUnder(asked) is { Length: > 0 } rows
            ? Receipts.Of(rows, replayed: true)
            : throw Problems.ToException(Problems.NotFound(
                "key", "the journal does not hold this key: the operation has not been decided", "UNKNOWN_KEY"));
    }

    public V1.TrialBalance GetTrialBalance(V1.GetTrialBalanceRequest request)
    {
        var check = new Violations();
        check.Range("program", request.Program, 0, short.MaxValue);
        check.ThrowIfAny();
        return writer.Read((journal, _) => Proof.TrialBalanceOf(journal, request.Program));
    }

    public V1.CardAnswer GetCard(V1.GetCardRequest request)
    {
        var check = new Violations();
        check.Card("card", request.Card);
        check.ThrowIfAny();

        var (id, account) = whom.CardOf(request.Card) ?? throw Problems.ToException(Problems.UnknownCard());
        var state = writer.Account(account);
        var card = state.CardOf(id)
            ?? throw new InvariantBrokenException($"A card of account {account} is not in its state.");
        return new V1.CardAnswer
        {
            Account = account,
            Program = state.Program,
            Card = new V1.Card
            {
                LastFour = card.LastFour,
                Status = (V1.CardStatus)card.Status,
                Type = card.Type.Length > 0 ? card.Type : programs.NewestOf(state.Program).CardTypes[0].Code,
                ExpiresOn = DateNumber.Of(card.ExpiresOn ?? DateOnly.MaxValue),
            },
        };
    }

    /// <summary>All transactions of an account, oldest first; empty: it was never opened.</summary>
    public IReadOnlyList<V1.StatementLine> JournalOf(long account)
    {
        var state = writer.Account(account);
        return state.IsOpen ? [.. LinesOf(state, Rows(state, state.LastSeq, int.MaxValue)).Reverse()] : [];
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    // Today in the program's own time zone.
    private DateOnly TodayOf(short program) => programs.DayOf(program, Now);

    private JournalRow[] RowsUnder(Guid asked) => writer.Read((journal, _) => journal.Under(asked));

    private IReadOnlyList<JournalRow> Rows(AccountState state, long fromSeq, int count) =>
        writer.Read((journal, _) => journal.Chain(journal.PartitionOf(state.Account), fromSeq, state.BeganSeq, count));

    private IEnumerable<V1.StatementLine> LinesOf(AccountState state, IReadOnlyList<JournalRow> newestFirst)
    {
        var (changes, legs) = (new StatementChanges(state, programs.RulesAt(state.Program, Now)), new List<JournalRow>());
        foreach (var row in newestFirst)
        {
            legs.Insert(0, row);
            if (row.Leg > 0) continue;
            yield return StatementLines.Of([.. legs], changes);
            legs.Clear();
        }
    }
}
