using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>
/// One account at work under one program, for tests that tell a story: what is posted is applied, what refers to it is found.
/// </summary>
internal sealed class Till
{
    private readonly RowBuffer _rows = new();

    public Till(ProgramRules rules, long account = 5, bool opens = true)
    {
        Rules = rules;
        State = new AccountState(account);
        if (opens) Post(OperationKind.OpenAccount);
    }

    /// <summary>Cards and identifiers that point at an account.</summary>
    public HashSet<Guid> Taken { get; } = [];

    public ProgramRules Rules { get; set; }
    /// <summary>The version that decided what is returned; null: the one of now.</summary>
    public ProgramRules? OriginalRules { get; set; }
    public AccountState State { get; }
    public List<JournalRow> Journal { get; } = [];
    public DateOnly Date { get; set; } = new(2026, 11, 22);
    /// <summary>The day at the program's last store; null: the same.</summary>
    public DateOnly? LastDate { get; set; }
    public TimeOnly Time { get; set; } = new(4, 0);
    public int Store { get; set; } = 1;

    public Guid LastKey => Journal[^1].Kind == OperationKind.BlockKey ? Journal[^2].Key : Journal[^1].Key;

    /// <summary>
    /// Decides, and applies what was decided. Returns the rows under the operation's own key and behind them the row of a blocked key.
    /// </summary>
    public JournalRow[] Post(
        OperationKind kind, long asked = 0, Asset asset = Asset.None, OperationTerms? terms = null, Guid? original = null,
        string? note = null, Guid? card = null, NewCard? newCard = null, bool partial = false, PinProof pin = default, Guid? key = null)
    {
        _rows.Truncate(0);
        Decide.On(State, Operation(kind, asked, asset, terms, original, note, card, newCard, partial, pin, key), Rules,
            Circumstances(original),
            new Position(0, State.LastSeq + 1, Now), _rows);
        var rows = _rows.Rows.ToArray();
        foreach (var row in rows) State.Apply(row);
        Journal.AddRange(rows);
        if (newCard is not null && rows[0].Outcome.IsPosted()) Taken.Add(newCard.Id);
        foreach (var freed in rows[0].Detail?.Freed ?? []) Taken.Remove(freed);
        return rows;
    }

    /// <summary>A row that moves nothing, as an earlier release has left it.</summary>
    public void Apply(OperationKind kind, RowDetail detail)
    {
        var state = State;
        var row = new JournalRow
        {
            Key = Guid.CreateVersion7(), Kind = kind, Outcome = Outcome.Posted, Account = state.Account, Program = state.Program,
            Seq = state.LastSeq + 1, PrevSeq = state.LastSeq, PointsAfter = state.Points, PrincipalAfter = state.Principal,
            BonusAfter = state.Bonus, BusinessTime = Now, PostedAt = Now, BusinessDate = Date, Detail = detail,
        };
        state.Apply(row);
        Journal.Add(row);
    }

    public DateTime Now => Date.ToDateTime(Time, DateTimeKind.Utc);

    public Outcome Outcome => Journal[^1].Kind == OperationKind.BlockKey ? Journal[^2].Outcome : Journal[^1].Outcome;

    public long Figure => Journal[^1].Figure;

    /// <summary>The detail of the newest transaction.</summary>
    public RowDetail Detail => Journal.FindLast(row => row.Key == LastKey && row.Leg == 0).Detail!;

    public JournalRow[] Checkout(long points, long stored, params CheckoutLine[] lines) =>
        Post(OperationKind.Checkout, lines.Sum(line => line.AmountMinor), terms: new CheckoutTerms(lines, points, stored, null, false));

    public JournalRow[] Refund(Guid original, long amount = 0, params RefundLine[] lines) =>
        Post(OperationKind.Refund, amount, original: original, terms: lines.Length > 0 ? new RefundTerms(lines) : null);

    public static CheckoutLine Line(long amount, string category = "", bool earnsNothing = false, bool noDiscount = false) =>
        new(amount, category, earnsNothing, noDiscount);

    private Circumstances Circumstances(Guid? original)
    {
        JournalRow[] related = [];
        if (original is { } key)
        {
            var refunds = Journal.Where(row => row.Original == key && row.Kind == OperationKind.Refund).Select(row => row.Key).ToHashSet();
            related = [.. Journal.Where(row => row.Key == key || row.Original == key
                || (row.Kind == OperationKind.Reverse && refunds.Contains(row.Original!.Value)))];
        }
        return new Circumstances { Taken = Taken, Related = related, OriginalRules = OriginalRules ?? Rules, LastDate = LastDate };
    }

    private Operation Operation(
        OperationKind kind, long asked, Asset asset, OperationTerms? terms, Guid? original, string? note, Guid? card, NewCard? newCard,
        bool partial, PinProof pin, Guid? key) => new()
    {
        Key = key ?? Guid.CreateVersion7(),
        Kind = kind,
        Account = State.Account,
        AccountStated = card is null,
        Card = card,
        Store = Store,
        Program = Rules.Program,
        Terminal = 7,
        BusinessTime = Now,
        BusinessDate = Date,
        Asked = asked,
        Asset = asset,
        AllowPartial = partial,
        Note = note,
        NewCard = newCard,
        Original = original,
        Terms = terms,
        Pin = pin,
    };
}
