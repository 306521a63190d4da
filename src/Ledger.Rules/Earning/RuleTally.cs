using Ledger.Rules.Rows;

namespace Ledger.Rules.Earning;

/// <summary>Notes what each rule gave, in the order of the rules; what gave nothing is left out.</summary>
internal sealed class RuleTally
{
    private RulePoints[] _rules = new RulePoints[4];
    private int _count;

    public void Add(string rule, long points)
    {
        if (points == 0) return;
        if (_count == _rules.Length) Array.Resize(ref _rules, _count * 2);
        _rules[_count++] = new RulePoints(rule, points);
    }

    public RulePoints[] ToArray() => _rules[.._count];
}
