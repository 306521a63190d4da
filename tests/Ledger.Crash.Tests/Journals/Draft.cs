using Ledger.Rules;
using Ledger.Rules.Asked;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Crash.Tests.Journals;

/// <summary>
/// Rows of one partition as its writer would decide them, and the states they lead to, whether a journal takes them or not.
/// </summary>
internal sealed class Draft(short partition, long nextSeq = 1)
{
    private readonly Dictionary<long, AccountState> _states = [];
    private readonly List<JournalRow> _rows = [];
    private long _nextSeq = nextSeq;

    /// <summary>The account as the rows so far have made it.</summary>
    public AccountState State(long account) => _states[account].Clone();

    /// <summary>The next rows: those of <paramref name="operations"/>.</summary>
    public RowBuffer Next(params Operation[] operations)
    {
        var rows = new RowBuffer();
        foreach (var operation in operations)
        {
            if (!_states.TryGetValue(operation.Account, out var state))
                _states.Add(operation.Account, state = new AccountState(operation.Account));
            var (first, rules) = (rows.Count, Members.Programs.RulesAt(1, operation.BusinessTime));
            var circumstances = new Circumstances
            {
                Related = operation.Original is { } original
                    ? _rows.Where(row => row.Key == original || row.Original == original).ToArray() : [],
                OriginalRules = rules,
            };
            Decide.On(state, operation, rules, circumstances, new Position(partition, _nextSeq + first, Members.Start.UtcDateTime), rows);
            foreach (var row in rows.Rows[first..])
            {
                state.Apply(row);
                _rows.Add(row);
            }
        }
        _nextSeq += rows.Count;
        return rows;
    }
}
