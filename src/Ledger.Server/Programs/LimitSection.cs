using Ledger.Rules.Program;
using static Ledger.Server.Programs.ProgramDocument;

namespace Ledger.Server.Programs;

/// <summary><c>limits</c>: the largest amounts of one operation, and the largest balances.</summary>
internal static class LimitSection
{
    private const int CardsMost = 100;

    public static ProgramRules Read(DocumentReader document, ProgramRules rules) =>
        document.Mapping("limits", true, m => ReadCards(m, rules) with
        {
            TopUpMaxMinor = m.Number("top_up_minor", 1, LargestAmount),
            DebitMaxMinor = m.Number("debit_minor", 1, LargestAmount),
            PurchaseMaxMinor = m.Number("purchase_minor", 1, LargestAmount),
            PointsMax = m.Number("points", 1, LargestAmount),
            StoredValueMaxMinor = m.Number("stored_value_minor", 1, LargestResult),
            PointsBalanceMax = m.Number("points_balance", 1, LargestResult),
        }) ?? rules;

    // A number alone is that of all cards there ever were.
    private static ProgramRules ReadCards(DocumentReader m, ProgramRules rules)
    {
        if (!m.HasMapping("cards")) return rules with { CardsMax = (int)m.Number("cards", 1, CardsMost) };
        return m.Mapping("cards", true, cards =>
        {
            var (active, ever) = (cards.Number("active", 1, CardsMost, CardsMost), cards.Number("ever", 1, CardsMost, CardsMost));
            if (cards.Has("active") && active > ever) cards.Wrong("active", "is more than ever");
            return rules with { CardsMax = (int)ever, ActiveCardsMax = (int)active };
        }) ?? rules;
    }
}
