using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Contract;

/// <summary>The figures of a refusal: what a row's figure means depends on its outcome.</summary>
internal readonly record struct RefusalFigures(long Needed = 0, long Available = 0, long MultipleOf = 0, long Account = 0)
{
    /// <summary>Null: the outcome has none.</summary>
    public static RefusalFigures? Of(in JournalRow row)
    {
        // A checkout asks for a basket; what it wants of points or stored value is not in the row of a refusal.
        var needed = row.Kind == OperationKind.Checkout ? 0 : Math.Abs(row.Asked);
        return row.Outcome switch
        {
            Outcome.InsufficientFunds or Outcome.InsufficientPoints or Outcome.BalanceLimit or Outcome.PointsShareLimit or Outcome.Overpaid
                or Outcome.RestDiffers or Outcome.ExceedsOriginal or Outcome.ExceedsHold => new RefusalFigures(needed, Available: row.Figure),
            Outcome.NotAMultiple => new RefusalFigures(needed, MultipleOf: row.Figure),
            Outcome.NotEligible => new RefusalFigures(Needed: row.Figure),
            Outcome.WrongPin => new RefusalFigures(Available: row.Figure),
            Outcome.AccountMerged => new RefusalFigures(Account: row.Figure),
            _ => null,
        };
    }
}
