using Ledger.Rules.Program;
using static Ledger.Server.Programs.ProgramDocument;

namespace Ledger.Server.Programs;

/// <summary><c>limits</c>: the largest amounts of one operation, and the largest balances.</summary>
internal static class LimitSection
{
    public static ProgramRules Read(DocumentReader document, ProgramRules rules) => document.Mapping("limits", true, m => rules with
    {
        TopUpMaxMinor = m.Number("top_up_minor", 1, LargestAmount),
        DebitMaxMinor = m.Number("debit_minor", 1, LargestAmount),
        PurchaseMaxMinor = m.Number("purchase_minor", 1, LargestAmount),
        PointsMax = m.Number("points", 1, LargestAmount),
        StoredValueMaxMinor = m.Number("stored_value_minor", 1, LargestResult),
        PointsBalanceMax = m.Number("points_balance", 1, LargestResult),
        CardsMax = (int)m.Number("cards", 1, 100),
    }) ?? rules;
}
