using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;
using Ledger.Rules.Time;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>The rules at work on a few accounts of one program, kind by kind: decides, applies, and keeps the rows.</summary>
internal sealed class Branch(ProgramRules rules)
{
    private readonly Dictionary<long, AccountState> _accounts = [];

    public ProgramRules Rules { get; set; } = rules;

    /// <summary>The ledger's clock, and the till's as long as nothing else is said. UTC, and so are the store's dates.</summary>
    public DateTime Now { get; set; } = new(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc);

    public DateOnly Today => DateOnly.FromDateTime(Now);

    public List<JournalRow> Journal { get; } = [];

    /// <summary>What every account of other programs, and of this one, is known by.</summary>
    public HashSet<Guid> Taken { get; } = [];

    public AccountState this[long account] => _accounts.TryGetValue(account, out var state)
        ? state : _accounts[account] = new AccountState(account);

    public static Guid CardId(string token) => Ask.CardId(token);

    /// <summary>The demo program, as the tests change it.</summary>
    public static ProgramRules Demo { get; } = Terms.Demo.ToRules();

    public Branch Open(long account, string? card = null, string type = "", MemberTerms? terms = null)
    {
        var rows = Post(OperationKind.OpenAccount, account, newCard: card, type: type, terms: terms);
        Assert.Equal(Outcome.Posted, rows[0].Outcome);
        return this;
    }

    public JournalRow[] Post(
        OperationKind kind, long account, long asked = 0, Asset asset = Asset.None, OperationTerms? terms = null, string? card = null,
        bool isIdentifier = false, string? newCard = null, string type = "", string? note = null, Guid? original = null,
        PinProof pin = default, short program = 1, DateTime? when = null,
        bool partial = false, TakenBack? takenBack = null)
    {
        var operation = new Operation
        {
            Key = Guid.NewGuid(), Kind = kind, Account = account, Store = 1, Program = program, Terminal = 7, BusinessTime = when ?? Now,
            BusinessDate = DateOnly.FromDateTime(when ?? Now), Asked = asked, Asset = asset, Terms = terms,
            Card = card is null ? null : CardId(card), IsIdentifier = isIdentifier,
            NewCard = newCard is null ? null : new NewCard(CardId(newCard), newCard[^4..], type), Note = note, Original = original,
            Pin = pin, AllowPartial = partial, TakenBack = takenBack,
        };
        var related = Journal.Where(row => original is not null && (row.Key == original || row.Original == original)).ToArray();
        var buffer = new RowBuffer();
        Decide.On(this[account], operation, Rules, new Circumstances { Taken = Taken, Related = related },
            new Position(0, Journal.Count + 1, Now), buffer);
        foreach (var row in buffer.Rows)
        {
            this[account].Apply(row);
            Journal.Add(row);
        }
        if (newCard is not null && buffer.Rows[0].Outcome.IsPosted()) Taken.Add(CardId(newCard));
        return buffer.Rows.ToArray();
    }

    public Outcome Try(
        OperationKind kind, long account, long asked = 0, Asset asset = Asset.None, OperationTerms? terms = null, string? card = null,
        bool isIdentifier = false, string? newCard = null, string type = "", string? note = null, Guid? original = null,
        PinProof pin = default, short program = 1, DateTime? when = null) =>
        Post(kind, account, asked, asset, terms, card, isIdentifier, newCard, type, note, original, pin, program, when)[0].Outcome;

    /// <summary>Stored value by top-up and points by statement, in lots of the program's validity.</summary>
    public Branch Give(long account, long principal = 0, long bonus = 0, long points = 0)
    {
        if (principal > 0) Post(OperationKind.Adjust, account, principal, Asset.Principal);
        if (bonus > 0) Post(OperationKind.Adjust, account, bonus, Asset.Bonus);
        if (points > 0) Post(OperationKind.Adjust, account, points, Asset.Points);
        return this;
    }

    /// <summary>"300/500/200": points, principal and bonus.</summary>
    public string Holdings(long account) => $"{this[account].Points}/{this[account].Principal}/{this[account].Bonus}";

    public string Lots(long account) => Told.Lots(this[account]);

    public void Later(int days = 0, int minutes = 0) => Now = Now.AddDays(days).AddMinutes(minutes);

    /// <summary>Everything that is due on an account, done; how many operations that took.</summary>
    public int Upkeep(long account)
    {
        var due = Due.On(this[account], Rules, new ProgramDays(Today), Now);
        foreach (var operation in due) Post(operation.Kind, account, original: operation.Original);
        return due.Count;
    }
}
