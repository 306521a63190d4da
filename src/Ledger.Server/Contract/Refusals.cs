using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Contract;

/// <summary>The figures of a refusal: what a row's figure means depends on its outcome.</summary>
internal static class Refusals
{
    /// <summary>Null: the outcome has none.</summary>
    public static V1.Refusal? Of(in JournalRow row)
    {
        // A checkout asks for a basket; what it wants of points or stored value is not in the row of a refusal.
        var needed = row.Kind == OperationKind.Checkout ? 0 : Math.Abs(row.Asked);
        return row.Outcome switch
        {
            Outcome.InsufficientFunds or Outcome.InsufficientPoints or Outcome.BalanceLimit or Outcome.PointsShareLimit or Outcome.Overpaid
                or Outcome.RestDiffers or Outcome.ExceedsOriginal or Outcome.ExceedsHold or Outcome.ReturnsLimit or Outcome.BonusSpent =>
                new V1.Refusal { Needed = needed, Available = row.Figure },
            Outcome.NotAMultiple => new V1.Refusal { Needed = needed, MultipleOf = row.Figure },
            Outcome.NotEligible or Outcome.PointsOwed => new V1.Refusal { Needed = row.Figure },
            Outcome.WrongPin => new V1.Refusal { Available = row.Figure },
            Outcome.AccountMerged => new V1.Refusal { Account = row.Figure },
            _ => null,
        };
    }
}
