namespace Ledger.Server.Rules;

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
    private long _principal;
    private long _bonus;
    private long _prevSeq;

    public Decision(AccountState state, Operation operation, ProgramRules rules, in Position position, RowBuffer rows)
    {
        State = state;
        Operation = operation;
        Rules = rules;
        Position = position;
        _rows = rows;
        _first = rows.Count;
        (_points, _principal, _bonus, _prevSeq) = (state.Points, state.Principal, state.Bonus, state.LastSeq);
    }

    public AccountState State { get; }
    public Operation Operation { get; }
    public ProgramRules Rules { get; }
    public Position Position { get; }

    /// <summary>
    /// Ends the decision with a refusal: one row that moves nothing. <paramref name="figure"/> is the most that would not
    /// have been refused, or the block, as the outcome says.
    /// </summary>
    public readonly void Refuse(Outcome outcome, long figure = 0)
    {
        Invariant.Require(_rows.Count == _first && !outcome.IsPosted());
        Write(outcome, figure, _prevSeq);
    }

    /// <summary>Ends the decision as posted without moving anything.</summary>
    public readonly void Note()
    {
        Invariant.Require(_rows.Count == _first);
        Write(Outcome.Posted, 0, _prevSeq);
    }

    /// <summary>
    /// Adds one transfer between the member and <paramref name="counter"/>: <paramref name="amount"/> is positive for what the member
    /// gains, negative for what the member gives.
    /// </summary>
    public void Transfer(Asset asset, long amount, SystemAccount counter, DateOnly? lot = null, Outcome outcome = Outcome.Posted, long figure = 0)
    {
        Invariant.Require(amount != 0 && outcome.IsPosted());
        switch (asset)
        {
            case Asset.Points: _points = checked(_points + amount); break;
            case Asset.Principal: _principal = checked(_principal + amount); break;
            case Asset.Bonus: _bonus = checked(_bonus + amount); break;
            default: throw new InvariantBrokenException($"A transfer of the unknown asset {asset}.");
        }
        ref var row = ref Write(outcome, figure, _prevSeq);
        row.Asset = asset;
        row.Amount = amount;
        row.Counter = counter;
        row.Lot = lot;
        _prevSeq = row.Seq;
    }

    /// <summary>Takes <paramref name="amount"/> out of the usable lots of a balance, earliest expiry first, a transfer for each lot.</summary>
    public void TakeFromLots(
        Asset asset, Lots lots, long amount, SystemAccount counter, Outcome outcome = Outcome.Posted, long figure = 0)
    {
        foreach (var lot in lots.Span)
        {
            if (amount == 0) break;
            if (lot.ExpiresOn < Operation.BusinessDate) continue;
            var taken = Math.Min(lot.Amount, amount);
            Transfer(asset, -taken, counter, lot.ExpiresOn, outcome, figure);
            amount -= taken;
        }
        Invariant.Require(amount == 0);
    }

    private readonly ref JournalRow Write(Outcome outcome, long figure, long prevSeq)
    {
        var leg = _rows.Count - _first;
        ref var row = ref _rows.Add();
        row.Seq = Position.NextSeq + leg;
        row.PrevSeq = prevSeq;
        row.Account = State.Account;
        row.PointsAfter = _points;
        row.PrincipalAfter = _principal;
        row.BonusAfter = _bonus;
        row.Asked = Operation.Asked;
        row.Figure = figure;
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
        row.Outcome = outcome;
        row.Key = Operation.Key;
        row.Card = Operation.Card;
        row.Reference = Operation.Reference;
        row.Note = Operation.Note;
        if (leg == 0 && Operation.NewCard is { } card) (row.NewCard, row.NewCardLastFour) = (card.Id, card.LastFour);
        return ref row;
    }
}

/// <summary>Where and when a decision's first row goes: the partition, its next free number, and the time of deciding (UTC).</summary>
public readonly record struct Position(short Partition, long NextSeq, DateTime Now);
