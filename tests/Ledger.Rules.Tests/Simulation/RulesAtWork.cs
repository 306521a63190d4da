using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.Returns;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Partitions;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>The real rules without a server: one journal that is a list, answers told in the words of the second model.</summary>
internal sealed class RulesAtWork(Func<short, DateTime, ProgramRules> rulesAt)
{
    private readonly Dictionary<Guid, (int First, int Count)> _transactions = [];
    private readonly Dictionary<Guid, List<int>> _referring = [];
    private readonly HashSet<Guid> _names = [];
    private readonly RowBuffer _buffer = new();

    public Dictionary<long, AccountState> Accounts { get; } = [];
    public List<JournalRow> Journal { get; } = [];

    /// <summary>The answer in words; null when the account is unknown.</summary>
    public string? Post(Sending sending, DateTime now)
    {
        var operation = sending.Operation;
        if (_transactions.TryGetValue(operation.Key, out var known))
        {
            var first = Journal[known.First];
            if (first.Kind == OperationKind.BlockKey) return Words.KeyBlocked;
            // Where it was decided then, it is looked for now.
            if (operation.Kind is OperationKind.Refund or OperationKind.Reverse)
                operation = Sendings.Copy(operation, account: first.Account);
            return PayloadDifference.Between(first, operation) is { } field ? Words.KeyReused(field) : Told(RowsOf(operation.Key));
        }
        var account = AnsweringFor(operation);
        if (!Accounts.TryGetValue(account, out var state)) state = new AccountState(account);
        // Two that are being merged into each other: one of both comes back.
        if (operation.Kind is OperationKind.Refund or OperationKind.Reverse && state.Membership.Follows) return Words.MergeUnderWay;
        if (!state.AnswersFor(operation.Account)) return Words.MergeUnderWay;
        if (operation.Kind == OperationKind.Reverse && IsUnanswered(operation)) return Words.MergeUnderWay;
        var wasOpen = operation.Kind == OperationKind.Reverse && state.LastSeq > 0;
        if (!state.IsOpen && operation.Kind != OperationKind.OpenAccount && !wasOpen) return null;

        var rows = Decided(state, sending, now);
        foreach (var row in rows) state.Apply(row);
        Accounts[state.Account] = state;
        Keep(rows);
        return Told(rows.Where(row => row.Key == operation.Key));
    }

    /// <summary>The reversal is of a transfer whose other side has not answered yet.</summary>
    public bool IsUnanswered(Operation operation)
    {
        var related = Related(operation);
        return related.Length > 0 && RowsOf(operation.Original!.Value)[0] is { Kind: OperationKind.Transfer } sent
            && sent.Outcome.IsPosted() && sent.Account == operation.Account
            && Accounts[sent.Account] is { IsOpen: true } sender && sender.AnswersFor(sent)
            && Accounts[sent.Account].Membership.Status is AccountStatus.Active or AccountStatus.Frozen
            && !ReturnOfTransfer.IsBack(related, sent.Key)
            && !related.Any(row => row.Original == sent.Key && row.Kind == OperationKind.Reverse && row.Outcome.IsPosted())
            && RowsOf(DerivedKeys.TakeBackOf(sent.Key)).Length == 0;
    }

    /// <summary>Where a sending is decided: returns on the account that stays after merges.</summary>
    public long AnsweringFor(Operation operation)
    {
        var account = operation.Account;
        if (operation.Kind is not (OperationKind.Refund or OperationKind.Reverse)) return account;
        for (var hops = 0; hops < 11 && Accounts.GetValueOrDefault(account)?.Membership is { Follows: true } membership; hops++)
            account = membership.MergedInto;
        return account;
    }

    /// <summary>The rows of a sending, posted nowhere.</summary>
    public JournalRow[] Decided(AccountState state, Sending sending, DateTime now)
    {
        var other = sending.Operation.Terms is OtherAccountTerms to ? Accounts.GetValueOrDefault(to.Account) : null;
        var operation = Sendings.At(sending, state, Sendings.Seeing(sending, other, RulesFor(state, sending.Operation)),
            sending.Operation.Original is { } sent && RowsOf(DerivedKeys.TakeBackOf(sent)) is { Length: > 0 } taken
                ? TakeBacks.AnswerOf(taken) : null);
        var related = Related(operation);
        var circumstances = new Circumstances
        {
            Taken = _names,
            Related = related,
            OriginalRules = related.Length > 0 && RowsOf(operation.Original!.Value)[0] is var original
            ? rulesAt(original.Program, original.BusinessTime) : null,
            LastDate = sending.LastDate,
        };
        _buffer.Truncate(0);
        Decide.On(state, operation, RulesFor(state, operation), circumstances, new Position(3, Journal.Count + 1, now), _buffer);
        return _buffer.Rows.ToArray();
    }

    /// <summary>Every transaction, row by row.</summary>
    public IEnumerable<JournalRow[]> Transactions => _transactions.Keys.Select(RowsOf);

    public JournalRow[] RowsOf(Guid key) => _transactions.TryGetValue(key, out var at) ? [.. Journal.GetRange(at.First, at.Count)] : [];

    public ProgramRules RulesFor(short program, DateTime when) => rulesAt(program, when);

    private ProgramRules RulesFor(AccountState state, Operation operation) =>
        rulesAt(state.IsOpen ? state.Program : operation.Program, operation.BusinessTime);

    private JournalRow[] Related(Operation operation)
    {
        if (operation.Original is not { } original || !_transactions.ContainsKey(original)) return [];
        var referring = _referring.GetValueOrDefault(original, []).Select(index => Journal[index]).ToList();
        // Of a refund its reversal too: then it has undone nothing.
        var reversals = referring.Where(row => row.Kind == OperationKind.Refund)
            .SelectMany(refund => _referring.GetValueOrDefault(refund.Key, []).Select(index => Journal[index]))
            .Where(row => row.Kind == OperationKind.Reverse);
        return [.. RowsOf(original).Concat(referring).Concat(reversals)
            .DistinctBy(row => row.Seq).OrderBy(row => row.Seq)];
    }

    private void Keep(JournalRow[] rows)
    {
        foreach (var row in rows)
        {
            _transactions[row.Key] = _transactions.TryGetValue(row.Key, out var at) ? (at.First, at.Count + 1) : (Journal.Count, 1);
            if (row.Original is { } original)
            {
                if (!_referring.TryGetValue(original, out var referring)) _referring.Add(original, referring = []);
                referring.Add(Journal.Count);
            }
            Journal.Add(row);
        }
        if (!rows[0].Outcome.IsPosted()) return;
        if (rows[0].NewCard is { } card) _names.Add(card);
        if (rows[0].Kind is not (OperationKind.OpenAccount or OperationKind.Describe or OperationKind.CancelAccount
            or OperationKind.Merge or OperationKind.Arrive or OperationKind.ComeBack or OperationKind.Reverse)) return;
        foreach (var identifier in Accounts[rows[0].Account].Membership.Identifiers) _names.Add(identifier.Id);
        // An identifier that was replaced names nobody.
        var known = Accounts.Values.SelectMany(account => account.Membership.Identifiers.Select(identifier => identifier.Id)
            .Concat(account.Cards.Select(one => one.Id))).ToHashSet();
        _names.IntersectWith(known);
    }

    private static string Told(IEnumerable<JournalRow> transaction)
    {
        var rows = transaction.ToList();
        var (first, detail) = (rows[0], rows[0].Detail);
        List<string> facts = [];
        if (detail?.Basket is { } basket)
            facts.Add(Words.Basket(basket.ListMinor, basket.DueMinor, basket.Points, basket.PointsWorthMinor, basket.StoredValueMinor,
                basket.HeldMinor, basket.RestMinor, basket.EarnedPoints));
        if (detail?.Refund is { } back)
            facts.Add(Words.Refund(back.Amount, back.StoredValueMinor, back.PointsRestored, back.PointsWorthMinor, back.RestMinor,
                back.PointsTakenBack, back.PointsShort, back.NettedMinor, back.Forfeited));
        if (detail is { PayOutMinor: > 0 }) facts.Add(Words.PayOut(detail.PayOutMinor));
        if (detail is { FeeMinor: > 0 }) facts.Add(Words.Fee(detail.FeeMinor));
        if (detail is { KeyBlocked: true }) facts.Add(Words.Blocked);
        return Words.Of(first.Outcome, first.Figure,
            rows.Select(row => (row.Asset, (decimal)row.Amount, row.Counter, row.Lot.GetValueOrDefault(), row.LotFrom.GetValueOrDefault())),
            string.Join(" ", facts));
    }
}
