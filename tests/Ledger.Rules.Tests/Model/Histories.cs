using FsCheck;
using FsCheck.Fluent;

namespace Ledger.Rules.Tests.Model;

/// <summary>
/// Random programs and histories. Amounts are drawn so that they meet the limits, blocks and balances they are checked against.
/// </summary>
internal static class Histories
{
    private static readonly Gen<(Lasting, int)> _lasting = Gen.Frequency(
        (1, Gen.Constant((Lasting.Forever, 0))),
        (3, Gen.Choose(0, 90).Select(days => (Lasting.Days, days))),
        (2, Gen.Choose(0, 14).Select(months => (Lasting.Months, months))),
        (2, Gen.Choose(0, 2).Select(years => (Lasting.YearEnd, years))));

    private static readonly Gen<IReadOnlyList<(long, long)>> _steps =
        from count in Gen.Choose(0, 3)
        from gaps in Gen.ArrayOf(Gen.Choose(1, 4000), count)
        from bonuses in Gen.ArrayOf(Gen.Choose(0, 900), count)
        select (IReadOnlyList<(long, long)>)[.. gaps.Select((_, i) => ((long)gaps.Take(i + 1).Sum(), (long)bonuses[i]))];

    private static Gen<Terms> Terms(int program) =>
        from points in Gen.Choose(1, 5)
        from per in Gen.Elements(1, 7, 100, 1000)
        from pointsLast in _lasting
        from block in Gen.Elements(1, 3, 10, 100)
        from worth in Gen.Choose(0, 500)
        from steps in _steps
        from bonusLasts in _lasting
        from pools in Gen.Elements(Pools.BonusFirst, Pools.PrincipalFirst, Pools.InProportion)
        from stored in Gen.Elements(500, 5000, 20_000, 1_000_000_000)
        from most in Gen.Elements(50, 2000, 1_000_000_000)
        from cards in Gen.Choose(1, 4)
        select new Terms(program, points, per, pointsLast, block, worth, steps, bonusLasts, pools, stored, most, cards);

    private static readonly Gen<long> _amount = Gen.Frequency(
        (3, Gen.Choose(1, 60).Select(amount => (long)amount)),
        (3, Gen.Choose(1, 40).Select(amount => amount * 100L)),
        (3, Gen.Choose(1, 9000).Select(amount => (long)amount)),
        (1, Gen.Choose(1, 2_000_000_000).Select(amount => (long)amount)),
        (1, Gen.Choose(1, 1_000_000).Select(amount => amount * 1_000_000L)));

    private static readonly Gen<int> _daysLater = Gen.Frequency(
        (8, Gen.Constant(0)), (4, Gen.Choose(1, 10)), (2, Gen.Choose(11, 200)), (1, Gen.Choose(201, 800)), (2, Gen.Choose(-40, -1)));

    private static readonly Gen<Deed> _deed = Gen.Frequency(
        (2, Gen.Constant(Deed.Open)), (1, Gen.Constant(Deed.IssueCard)), (4, Gen.Constant(Deed.TopUp)), (3, Gen.Constant(Deed.Purchase)),
        (3, Gen.Constant(Deed.StatedPoints)), (3, Gen.Constant(Deed.Debit)), (3, Gen.Constant(Deed.DebitWhatIsThere)),
        (4, Gen.Constant(Deed.Redeem)),
        (2, Gen.Constant(Deed.AdjustPoints)), (2, Gen.Constant(Deed.AdjustPrincipal)), (2, Gen.Constant(Deed.AdjustBonus)),
        (2, Gen.Constant(Deed.Retry)), (1, Gen.Constant(Deed.ReuseKey)));

    private static readonly Gen<Step> _step =
        from deed in _deed
        from account in Gen.Choose(0, 2)
        from card in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 8)))
        from store in Gen.Frequency((12, Gen.Constant(1)), (1, Gen.Constant(2)))
        from amount in _amount
        from negative in Gen.Choose(0, 1)
        from daysLater in _daysLater
        from back in Gen.Choose(0, 50)
        select new Step(deed, account, card, store, negative == 1 ? -amount : amount, daysLater, back);

    private static readonly Gen<History> _history =
        from one in Terms(1)
        from two in Terms(2)
        from count in Gen.Choose(1, 60)
        from steps in Gen.ArrayOf(_step, count)
        // Most histories open their accounts first, so that the rest meets open ones.
        select new History(one, two, [new Step(Deed.Open, 0, 1, 1, 0, 0, 0), new Step(Deed.Open, 1, 0, 1, 0, 0, 0), .. steps]);

    public static Arbitrary<History> Any { get; } = Arb.From(_history, Smaller);

    public static Arbitrary<Terms> AnyTerms { get; } = Arb.From(Terms(1));

    public static Gen<long> Amount => _amount;

    // Halves first, then one step left out.
    private static IEnumerable<History> Smaller(History history)
    {
        var steps = history.Steps;
        for (var size = steps.Count / 2; size >= 1; size /= 2)
            for (var start = 0; start + size <= steps.Count; start += size)
                yield return history with { Steps = [.. steps.Take(start), .. steps.Skip(start + size)] };
    }
}
