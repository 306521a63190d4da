using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Contract;

namespace Ledger.Rules.Tests.Model;

/// <summary>The rules at work without a server: one partition whose journal is a list.</summary>
internal sealed class Desk(IReadOnlyDictionary<int, Terms> programs)
{
    private readonly Dictionary<int, ProgramRules> _rules = programs.ToDictionary(program => program.Key, program =>
        program.Value.ToRules());
    private readonly Dictionary<Guid, Range> _transactions = [];
    private readonly HashSet<Guid> _cards = [];

    public Dictionary<long, AccountState> Accounts { get; } = [];

    public List<JournalRow> Journal { get; } = [];

    public static DateTime Now { get; } = new(2026, 11, 22, 4, 0, 1, DateTimeKind.Utc);

    /// <summary>Runs a whole history.</summary>
    public static Desk Of(History history)
    {
        var desk = new Desk(history.Programs);
        foreach (var ask in history.Asks()) desk.Post(ask);
        return desk;
    }

    /// <summary>The receipt; null when the account is unknown.</summary>
    public V1.Receipt? Post(Ask ask)
    {
        var operation = ask.ToOperation();
        if (_transactions.TryGetValue(ask.Key, out var known)) return Retry(operation, RowsOf(known));

        if (!Accounts.TryGetValue(ask.Account, out var state)) state = new AccountState(ask.Account);
        if (!state.IsOpen && ask.Kind != V1.Kind.OpenAccount) return null;

        var rows = Decide(state, operation, _rules);
        foreach (var row in rows)
        {
            state.Apply(row);
            Journal.Add(row);
        }
        Accounts[ask.Account] = state;
        _transactions.Add(ask.Key, (Journal.Count - rows.Length)..Journal.Count);
        if (operation.NewCard is { } card && rows[0].Outcome.IsPosted()) _cards.Add(card.Id);
        return Receipts.Of(rows);
    }

    /// <summary>The rows of the journal by transaction.</summary>
    public IEnumerable<JournalRow[]> Transactions => _transactions.Values.Select(RowsOf);

    private JournalRow[] Decide(AccountState state, Operation operation, Dictionary<int, ProgramRules> rules)
    {
        var buffer = new RowBuffer();
        var rulesOfAccount = rules[state.IsOpen ? state.Program : operation.Program];
        Ledger.Rules.Decide.On(state, operation, rulesOfAccount, new Circumstances { Taken = _cards },
            new Position(3, Journal.Count + 1, Now), buffer);
        return buffer.Rows.ToArray();
    }

    private JournalRow[] RowsOf(Range range) => [.. Journal.Take(range)];

    private static V1.Receipt Retry(Operation again, JournalRow[] rows) => PayloadDifference.Between(rows[0], again) is { } field
        ? Receipts.KeyReused(rows[0], field)
        : Receipts.Of(rows, replayed: true);
}
