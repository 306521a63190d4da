using BenchmarkDotNet.Attributes;
using Ledger.Rules;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Bench;

/// <summary>An operation decided on an account, and its rows taken into a copy of the account, as a batch does it.</summary>
public class Deciding
{
    private readonly RowBuffer _rows = new();
    private AccountState _state = null!;
    private Operation _operation = null!;

    [Params(OperationKind.TopUp, OperationKind.Accrue, OperationKind.Debit, OperationKind.Redeem, OperationKind.Adjust)]
    public OperationKind Kind { get; set; }

    [GlobalSetup]
    public void Prepare() => (_state, _operation) = (Samples.State(), Samples.Of(Kind));

    [Benchmark]
    public int Decided()
    {
        _rows.Truncate(0);
        Decide.On(_state, _operation, Samples.Rules, default, new Position(0, 11, Samples.Now), _rows);
        return _rows.Count;
    }

    [Benchmark]
    public long DecidedAndApplied()
    {
        _rows.Truncate(0);
        Decide.On(_state, _operation, Samples.Rules, default, new Position(0, 11, Samples.Now), _rows);
        var copy = _state.Clone();
        for (var row = 0; row < _rows.Count; row++) copy.Apply(_rows[row]);
        return copy.LastSeq;
    }
}
