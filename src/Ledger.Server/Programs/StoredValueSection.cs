using Ledger.Rules.Program;
using static Ledger.Server.Programs.ProgramDocument;

namespace Ledger.Server.Programs;

/// <summary>Stored value: the bonus of top-ups, its validity, the order of the pools, and holds.</summary>
internal static class StoredValueSection
{
    private static readonly Dictionary<string, PoolOrder> PoolOrders = new()
    {
        ["bonus_first"] = PoolOrder.BonusFirst,
        ["principal_first"] = PoolOrder.PrincipalFirst,
        ["proportional"] = PoolOrder.Proportional,
    };

    public static ProgramRules Read(DocumentReader document, ProgramRules rules)
    {
        var steps = document.List(
            "top_up_bonus", m => new BonusStep(m.Number("from_minor", 1, LargestAmount), m.Number("bonus_minor", 0, LargestAmount)));
        for (var i = 1; i < steps.Count && document.IsRight; i++)
            if (steps[i].FromMinor <= steps[i - 1].FromMinor) document.Wrong("top_up_bonus", $"step {i} must start above step {i - 1}");
        return rules with
        {
            BonusSteps = [.. steps],
            BonusValidity = document.Mapping("bonus_validity", true, ValidityField.Read) ?? Validity.Unlimited,
            PoolOrder = document.Choice("pool_order", PoolOrders),
            Holds = document.Mapping("holds", false, m => new HoldRules(
                (int)m.Number("minutes", 1, 366 * 24 * 60, rules.Holds.MinutesMax),
                (int)m.Number("count", 1, 100, rules.Holds.CountMax))) ?? rules.Holds,
        };
    }
}
