using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Deciding;

/// <summary>
/// The rows one operation adds to the journal, while they are being written. It numbers the rows, carries the operation's own fields into
/// each and keeps the balances after each transfer. The account's state is only read; it changes when the rows are applied to it.
/// </summary>
internal ref struct Transaction
{
    /// <summary>What was decided on.</summary>
    public readonly Case Case;

    private readonly RowBuffer _rows;
    private readonly int _first;
    private RowDetail? _detail;
    private long _figure;
    private Outcome _outcome = Outcome.Posted;
    private long _points;
    private long _owed;
    private long _principal;
    private long _bonus;
    private long _prevSeq;

    public Transaction(scoped in Case decidedOn, RowBuffer rows)
    {
        Case = decidedOn;
        _rows = rows;
        _first = rows.Count;
        var state = decidedOn.State;
        (_points, _owed, _principal, _bonus, _prevSeq) = (state.Points, state.PointsOwed, state.Principal, state.Bonus, state.LastSeq);
    }

    /// <summary>What the transaction's first row says beyond its columns; set before the first row is written.</summary>
    public RowDetail? Detail
    {
        readonly get => _detail;
        set
        {
            Invariant.Require(!HasRows);
            _detail = value;
        }
    }

    /// <summary>What the rows of the transaction carry as their figure; set before the first row is written.</summary>
    public long Figure
    {
        readonly get => _figure;
        set
        {
            Invariant.Require(!HasRows);
            _figure = value;
        }
    }

    /// <summary>
    /// How the transaction is posted: in full unless something else is said before the first row is written. Never a refusal.
    /// </summary>
    public Outcome Outcome
    {
        readonly get => _outcome;
        set
        {
            Invariant.Require(!HasRows && value.IsPosted());
            _outcome = value;
        }
    }

    public readonly bool HasRows => _rows.Count > _first;

    /// <summary>What has been written so far.</summary>
    public readonly ReadOnlySpan<JournalRow> Rows => _rows.Rows[_first..];

    /// <summary>What the member has gained (or given, below 0) by the rows so far: points less those owed, and minor units.</summary>
    public readonly long PointsMoved => _points - Case.State.Points;
    public readonly long PrincipalMoved => _principal - Case.State.Principal;
    public readonly long BonusMoved => _bonus - Case.State.Bonus;
    public readonly long ValueMoved => PrincipalMoved + BonusMoved;

    public readonly bool MovesNothing => PointsMoved == 0 && PrincipalMoved == 0 && BonusMoved == 0;

    /// <summary>True when the account holds nothing any more, and owes nothing.</summary>
    public readonly bool LeavesNothing => _points == 0 && _owed == 0 && _principal == 0 && _bonus == 0;

    /// <summary>Writes down that the operation is not done: one row that moves nothing.</summary>
    public static void Refuse(in Case decidedOn, Refusal refusal, RowBuffer rows)
    {
        Invariant.Require(!refusal.Outcome.IsPosted());
        new Transaction(decidedOn, rows) { _outcome = refusal.Outcome, _figure = refusal.Figure }.Write();
    }

    /// <summary>Ends the transaction: with a row that moves nothing, unless transfers have been written.</summary>
    public readonly void Note()
    {
        if (!HasRows) Write();
    }

    /// <summary>
    /// Adds one transfer between the member and <paramref name="counter"/>: <paramref name="amount"/> is positive for what the member
    /// gains, negative for what the member gives.
    /// </summary>
    public void Transfer(Asset asset, long amount, SystemAccount counter, DateOnly? lot = null, DateOnly usableFrom = default)
    {
        Invariant.Require(amount != 0);
        switch (asset)
        {
            case Asset.Points: _points = checked(_points + amount); break;
            case Asset.Principal: _principal = checked(_principal + amount); break;
            case Asset.Bonus: _bonus = checked(_bonus + amount); break;
            default: throw new InvariantBrokenException($"A transfer of the unknown asset {asset}.");
        }
        ref var row = ref Write();
        row.Asset = asset;
        row.Amount = amount;
        row.Counter = counter;
        row.Lot = lot;
        row.LotFrom = usableFrom == default ? null : usableFrom;
        _prevSeq = row.Seq;
    }

    /// <summary>Gives points into a lot, after what the member owes is paid off.</summary>
    public void GivePoints(long amount, SystemAccount counter, DateOnly lot, DateOnly usableFrom = default)
    {
        var paid = Math.Min(amount, _owed);
        if (paid > 0) Owe(-paid, counter);
        if (amount > paid) Transfer(Asset.Points, amount - paid, counter, lot, usableFrom);
    }

    /// <summary>Changes what the member owes in points: more by <paramref name="amount"/>, or less when it is negative.</summary>
    public void Owe(long amount, SystemAccount counter)
    {
        _owed = checked(_owed + amount);
        Transfer(Asset.Points, -amount, counter, JournalRow.Debt);
    }

    /// <summary>
    /// Takes <paramref name="amount"/> out of what can be spent of a balance in lots, earliest expiry first, a transfer for each lot. What
    /// holds have set aside stays.
    /// </summary>
    public void TakeFromLots(Asset asset, long amount, SystemAccount counter)
    {
        var state = Case.State;
        foreach (var lot in (asset == Asset.Points ? state.PointsLots : state.BonusLots).Span)
        {
            if (amount == 0) break;
            if (!lot.IsUsableOn(Case.Date)) continue;
            var free = asset == Asset.Bonus ? lot.Amount - state.Membership.HeldBonus(lot.ExpiresOn, Case.Position.Now) : lot.Amount;
            var taken = Math.Min(free, amount);
            if (taken == 0) continue;
            Transfer(asset, -taken, counter, lot.ExpiresOn, lot.UsableFrom);
            amount -= taken;
        }
        Invariant.Require(amount == 0);
    }

    /// <summary>Takes <paramref name="amount"/> of stored value out of both pools, in the program's order. It must be there.</summary>
    public void TakeStoredValue(long amount, SystemAccount counter)
    {
        var (principal, bonus) = (Case.FreePrincipal, Case.FreeBonus);
        var fromBonus = Case.Rules.ShareOfBonus(amount, principal, bonus);
        TakeFromLots(Asset.Bonus, fromBonus, counter);
        if (amount > fromBonus) Transfer(Asset.Principal, fromBonus - amount, counter);
    }

    /// <summary>
    /// Principal to cash-out, but for what is <paramref name="netted"/> of it for bonus that is spent and <paramref name="kept"/> for points
    /// that are owed; all bonus to breakage: what is left when stored value ends.
    /// </summary>
    public void PayOutStoredValue(long netted, long kept = 0)
    {
        var state = Case.State;
        var paid = state.Principal - netted - kept;
        if (paid > 0) Transfer(Asset.Principal, -paid, SystemAccount.CashOut);
        if (netted > 0) Transfer(Asset.Principal, -netted, SystemAccount.BonusExpense);
        if (kept > 0) Transfer(Asset.Principal, -kept, SystemAccount.Breakage);
        foreach (var lot in state.BonusLots.Span) Transfer(Asset.Bonus, -lot.Amount, SystemAccount.Breakage, lot.ExpiresOn);
    }

    /// <summary>
    /// Adds the row that blocks the key of an operation that has not arrived: whoever sends it later gets this row's outcome. Last of all.
    /// </summary>
    public readonly void BlockKey(Guid key)
    {
        ref var row = ref Write();
        (row.Key, row.Leg, row.Kind, row.Outcome) = (key, 0, OperationKind.BlockKey, Outcome.KeyBlocked);
        (row.Original, row.Detail, row.Card, row.Reference, row.Note) = (Case.Operation.Key, null, null, null, null);
        (row.Asked, row.Figure, row.TerminalSeq) = (0, 0, 0);
        row.PrevSeq = row.Seq - 1;
    }

    private readonly ref JournalRow Write()
    {
        var operation = Case.Operation;
        var leg = _rows.Count - _first;
        ref var row = ref _rows.Add();
        row.Seq = Case.Position.NextSeq + leg;
        row.PrevSeq = _prevSeq;
        row.Account = Case.State.Account;
        row.PointsAfter = _points;
        row.PrincipalAfter = _principal;
        row.BonusAfter = _bonus;
        row.Asked = operation.Asked;
        row.Figure = _figure;
        row.TerminalSeq = operation.TerminalSeq;
        row.PayloadHash = operation.PayloadHash;
        row.BusinessTime = operation.BusinessTime;
        row.PostedAt = Case.Position.Now;
        row.BusinessDate = operation.BusinessDate;
        row.Store = operation.Store;
        row.Terminal = operation.Terminal;
        row.Operator = operation.Operator;
        row.RuleVersion = Case.Rules.Version;
        row.Program = Case.Rules.Program;
        row.Partition = Case.Position.Partition;
        row.Leg = checked((short)leg);
        row.Kind = operation.Kind;
        row.Outcome = _outcome;
        row.Key = operation.Key;
        row.Card = operation.Card;
        row.Reference = operation.Reference;
        row.Note = operation.Note;
        row.Original = operation.Original;
        if (leg > 0) return ref row;
        row.Detail = operation.ApprovedBy == 0 || !_outcome.IsPosted() ? _detail
            : (_detail ?? new RowDetail()) with { ApprovedBy = operation.ApprovedBy };
        if (operation.NewCard is { } card) (row.NewCard, row.NewCardLastFour) = (card.Id, card.LastFour);
        return ref row;
    }
}
