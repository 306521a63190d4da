using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Deciding;

/// <summary>
/// The rows one operation adds to the journal, while they are being written: what <see cref="Decide"/> hands to the rule of a kind.
/// It numbers the rows, carries the operation's own fields into each and keeps the balances after each transfer. The account's
/// state is only read; it changes when the rows are applied to it.
/// </summary>
public ref struct Decision
{
    private readonly RowBuffer _rows;
    private readonly int _first;
    private long _points;
    private long _owed;
    private long _principal;
    private long _bonus;
    private long _prevSeq;

    public Decision(
        AccountState state, Operation operation, ProgramRules rules, in Circumstances circumstances, in Position position, RowBuffer rows)
    {
        State = state;
        Operation = operation;
        Rules = rules;
        Circumstances = circumstances;
        Position = position;
        _rows = rows;
        _first = rows.Count;
        (_points, _owed, _principal, _bonus, _prevSeq) = (state.Points, state.PointsOwed, state.Principal, state.Bonus, state.LastSeq);
    }

    public AccountState State { get; }
    public Operation Operation { get; }
    public ProgramRules Rules { get; }
    public Circumstances Circumstances { get; }
    public Position Position { get; }

    /// <summary>What the transaction's first row says beyond its columns; set before the first row is written.</summary>
    public RowDetail? Detail { get; set; }

    /// <summary>What the rows of the transaction carry as their figure; set before the first row is written.</summary>
    public long Figure { get; set; }

    /// <summary>The outcome of the transaction's rows; set before the first row is written.</summary>
    public Outcome Outcome { get; set; } = Outcome.Posted;

    /// <summary>Stored value that can be spent on the business date, in minor units.</summary>
    public readonly long AvailableValue => State.FreePrincipal + State.FreeBonus(Operation.BusinessDate);

    /// <summary>Stored value that still fits under the program's limit, in minor units; may be below zero when the limit was lowered.</summary>
    public readonly long RoomForValue => Rules.StoredValueMaxMinor - State.Principal - State.Bonus;

    /// <summary>True once a row is written: nothing can be refused any more.</summary>
    public readonly bool HasRows => _rows.Count > _first;

    /// <summary>
    /// Ends the decision with a refusal: one row that moves nothing. <paramref name="figure"/> is the most that would not
    /// have been refused, or the block, as the outcome says.
    /// </summary>
    public void Refuse(Outcome outcome, long figure = 0)
    {
        Invariant.Require(!HasRows && !outcome.IsPosted());
        (Outcome, Figure, Detail) = (outcome, figure, null);
        Write();
    }

    /// <summary>Ends the decision as posted: a row that moves nothing, unless transfers have been written.</summary>
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
        Invariant.Require(amount != 0 && Outcome.IsPosted());
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
        foreach (var lot in (asset == Asset.Points ? State.PointsLots : State.BonusLots).Span)
        {
            if (amount == 0) break;
            if (!lot.IsUsableOn(Operation.BusinessDate)) continue;
            var free = asset == Asset.Bonus ? lot.Amount - State.Membership.HeldBonus(lot.ExpiresOn) : lot.Amount;
            var taken = Math.Min(free, amount);
            if (taken == 0) continue;
            Transfer(asset, -taken, counter, lot.ExpiresOn, lot.UsableFrom);
            amount -= taken;
        }
        Invariant.Require(amount == 0);
    }

    /// <summary>Takes <paramref name="amount"/> of stored value out of both pools, in the program's order. It must be there.</summary>
    /// <returns>How much of it was bonus.</returns>
    public long TakeStoredValue(long amount, SystemAccount counter)
    {
        var (principal, bonus) = (State.FreePrincipal, State.FreeBonus(Operation.BusinessDate));
        var fromBonus = Rules.ShareOfBonus(amount, principal, bonus);
        TakeFromLots(Asset.Bonus, fromBonus, counter);
        if (amount > fromBonus) Transfer(Asset.Principal, fromBonus - amount, counter);
        return fromBonus;
    }

    /// <summary>Principal to cash-out, all bonus to breakage: what is left when stored value ends.</summary>
    public void PayOutStoredValue()
    {
        if (State.Principal > 0) Transfer(Asset.Principal, -State.Principal, SystemAccount.CashOut);
        foreach (var lot in State.BonusLots.Span) Transfer(Asset.Bonus, -lot.Amount, SystemAccount.Breakage, lot.ExpiresOn);
    }

    /// <summary>
    /// Adds the row that blocks the key of an operation that has not arrived: whoever sends it later gets this row's outcome. Last of all.
    /// </summary>
    public void BlockKey(Guid key)
    {
        ref var row = ref Write();
        (row.Key, row.Leg, row.Kind, row.Outcome) = (key, 0, OperationKind.BlockKey, Outcome.KeyBlocked);
        (row.Original, row.Detail, row.Card, row.Reference, row.Note) = (Operation.Key, null, null, null, null);
        (row.Asked, row.Figure, row.TerminalSeq) = (0, 0, 0);
        row.PrevSeq = row.Seq - 1;
    }

    private readonly ref JournalRow Write()
    {
        var leg = _rows.Count - _first;
        ref var row = ref _rows.Add();
        row.Seq = Position.NextSeq + leg;
        row.PrevSeq = _prevSeq;
        row.Account = State.Account;
        row.PointsAfter = _points;
        row.PrincipalAfter = _principal;
        row.BonusAfter = _bonus;
        row.Asked = Operation.Asked;
        row.Figure = Figure;
        row.TerminalSeq = Operation.TerminalSeq;
        row.PayloadHash = Operation.PayloadHash;
        row.BusinessTime = Operation.BusinessTime;
        row.PostedAt = Position.Now;
        row.BusinessDate = Operation.BusinessDate;
        row.Store = Operation.Store;
        row.Terminal = Operation.Terminal;
        row.Operator = Operation.Operator;
        row.RuleVersion = Rules.Version;
        row.Program = Rules.Program;
        row.Partition = Position.Partition;
        row.Leg = checked((short)leg);
        row.Kind = Operation.Kind;
        row.Outcome = Outcome;
        row.Key = Operation.Key;
        row.Card = Operation.Card;
        row.Reference = Operation.Reference;
        row.Note = Operation.Note;
        row.Original = Operation.Original;
        if (leg > 0) return ref row;
        row.Detail = Detail;
        if (Operation.NewCard is { } card) (row.NewCard, row.NewCardLastFour) = (card.Id, card.LastFour);
        return ref row;
    }
}
