using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Server.Contract;
using Ledger.Server.Intake.Checking;

namespace Ledger.Server.Intake.Resolving;

/// <summary>What a program's document allows an operation to ask for at all.</summary>
internal static class ProgramLimits
{
    public static void Check(in KindFields kind, ProgramRules rules, Violations check)
    {
        AtMost(kind.AmountField, Math.Abs(kind.Asked), rules.LargestFor(kind.Kind, kind.Asset), check);
        switch (kind.Terms)
        {
            case CheckoutTerms checkout:
                AtMost("checkout.points", checkout.Points, rules.PointsMax, check);
                if (checkout.StoredValueMinor != long.MaxValue)
                    AtMost("checkout.stored_value_minor", checkout.StoredValueMinor, rules.DebitMaxMinor, check);
                break;
            case HoldTerms hold:
                AtMost("place_hold.minutes", hold.Minutes, rules.Holds.MinutesMax, check);
                break;
        }
    }

    /// <summary>The type of a card to be issued: the program has it, and it has a reason where it waits for approval.</summary>
    /// <param name="code">Stated, or of the batch the card was made in; empty: the program's first.</param>
    public static void CheckCardType(in KindFields kind, string code, ProgramRules rules, Violations check)
    {
        var path = kind.Kind == OperationKind.OpenAccount ? "open_account" : "issue_card";
        var type = rules.CardTypeOf(code);
        if (code.Length > 0 && type.Code != code) check.Add($"{path}.card_type", "is no card type of the program", "UNKNOWN_CARD_TYPE");
        else if (type.NeedsApproval && kind.Note is null)
            check.Add($"{path}.reason", "is missing: cards of this type wait for approval", "REQUIRED");
    }

    private static void AtMost(string field, long value, long largest, Violations check)
    {
        if (value > largest) check.Add(field, $"is above the program's limit of {largest}", "ABOVE_LIMIT");
    }
}
