using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Returns;

/// <summary>
/// Every transfer of the original the other way round, the last one first, out of and into the lots it touched. What it gave must still be
/// there.
/// </summary>
internal static class Mirror
{
    public static Refusal? Of(in Case asked, Past past, out Undoing? undoing)
    {
        undoing = null;
        var mirrored = new Undoing(asked, past);
        var tooMuch = past.First.Kind == OperationKind.Refund ? RefundTakenBack.BonusTooMuch(asked, past.First) : 0;
        for (var leg = past.Rows.Length - 1; leg >= 0; leg--)
        {
            ref readonly var row = ref past.Rows[leg];
            var kept = row.Asset == Asset.Bonus ? Math.Min(tooMuch, Math.Max(0, -row.Amount)) : 0;
            tooMuch -= kept;
            if (row.Amount < 0) mirrored.GiveBack(row, -row.Amount, kept);
            // What it paid off is owed again, as far as no points are there: nobody owes points and has some to spend.
            else if (row.Lot == JournalRow.Debt) mirrored.Owe(mirrored.TakeBackPoints(row.Amount, row.Counter), row.Counter);
            else if (row.Amount > 0 && !mirrored.TryTakeBack(asked, row, out var there))
                return new Refusal(row.Asset == Asset.Points ? Outcome.InsufficientPoints : Outcome.InsufficientFunds, there);
        }
        mirrored.Detail = new RowDetail
        {
            Refund = new RefundFacts
            {
                Legs = mirrored.Legs, Amount = AmountOf(past.First), Forfeited = mirrored.Forfeited, IsWhole = true,
            },
        };
        undoing = mirrored;
        return null;
    }

    // In the original's unit.
    private static long AmountOf(in JournalRow first) => first.Kind switch
    {
        OperationKind.Refund => first.Detail!.Refund!.Amount,
        OperationKind.CashOut or OperationKind.CancelAccount => first.Detail!.PayOutMinor,
        _ => Math.Abs(first.Asked),
    };
}
