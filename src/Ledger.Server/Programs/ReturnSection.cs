using Ledger.Rules.Program;

namespace Ledger.Server.Programs;

/// <summary>
/// <c>returns</c>, <c>cancel_in_debt</c> and <c>transfers</c>: what happens when goods come back, when a member leaves who owes for some,
/// and what members can send each other.
/// </summary>
internal static class ReturnSection
{
    private static readonly Dictionary<string, SpentPoints> Policies = new()
    {
        ["negative"] = SpentPoints.Negative,
        ["net"] = SpentPoints.Net,
        ["cap"] = SpentPoints.Cap,
    };

    private static readonly Dictionary<string, SpentBonus> Bonus = new()
    {
        ["net"] = SpentBonus.Net,
        ["keep"] = SpentBonus.Keep,
        ["refuse"] = SpentBonus.Refuse,
    };

    private static readonly Dictionary<string, ExpiredLotsKind> Expired = new()
    {
        ["forfeit"] = ExpiredLotsKind.Forfeit,
        ["extend"] = ExpiredLotsKind.Extend,
    };

    private static readonly Dictionary<string, CancelInDebt> Debts = new()
    {
        ["refuse"] = CancelInDebt.Refuse,
        ["net"] = CancelInDebt.Net,
        ["write_off"] = CancelInDebt.WriteOff,
    };

    private static readonly Dictionary<string, TierOnReturn> Tiers = new()
    {
        ["review"] = TierOnReturn.Review,
        ["keep"] = TierOnReturn.Keep,
    };

    public static ProgramRules Read(DocumentReader document, ProgramRules rules)
    {
        rules = rules with { Returns = document.Mapping("returns", false, m => ReadReturns(m, rules)) ?? rules.Returns };
        if (rules is { Returns.SpentPoints: SpentPoints.Net, RedeemWorthMinor: 0 } && document.IsRight)
            document.Wrong("returns", "points can only be netted where they have a worth (redeem.worth_minor)");
        rules = rules with { CancelInDebt = document.Choice("cancel_in_debt", Debts, rules.CancelInDebt) };
        if (rules is { CancelInDebt: CancelInDebt.Net, RedeemWorthMinor: 0 } && document.IsRight)
            document.Wrong("cancel_in_debt", "points can only be netted where they have a worth (redeem.worth_minor)");
        return document.Mapping("transfers", false, m => rules with
        {
            PointsTransferable = m.Flag("points", otherwise: false), ValueTransferable = m.Flag("value", otherwise: false),
        }) ?? rules;
    }

    private static ReturnRules ReadReturns(DocumentReader m, ProgramRules rules) => new(
        m.Choice("spent_points", Policies, rules.Returns.SpentPoints),
        m.Mapping("expired_lots", false, ReadExpired) ?? rules.Returns.ExpiredLots,
        m.Choice("spent_bonus", Bonus, rules.Returns.SpentBonus),
        m.Choice("tier_on_return", Tiers, rules.Returns.TierOnReturn));

    private static ExpiredLots ReadExpired(DocumentReader m)
    {
        var kind = m.Choice("kind", Expired);
        var days = m.Number("days", 1, 3650, otherwise: kind == ExpiredLotsKind.Extend ? null : 0);
        if (kind == ExpiredLotsKind.Forfeit && m.Has("days")) m.Wrong("days", "only the kind extend counts days");
        return new ExpiredLots(kind, kind == ExpiredLotsKind.Extend ? (int)days : 0);
    }
}
