using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Returns;

/// <summary>
/// A transfer that is reversed. Its other side, which may be in another partition, has been asked before and has answered; what it gives
/// back arrives by itself.
/// </summary>
internal static class ReturnOfTransfer
{
    /// <summary>True when it has come back by itself, because the other side could not take it.</summary>
    public static bool IsBack(ReadOnlySpan<JournalRow> related, Guid transfer)
    {
        foreach (ref readonly var row in related)
            if (row.Original == transfer && row.Kind == OperationKind.ComeBack && row.Outcome.IsPosted()) return true;
        return false;
    }

    /// <summary>
    /// Why nothing comes back: nothing is left of it there. Otherwise what the first row is to say, and whether it is all that was sent.
    /// </summary>
    public static Refusal? Check(in Case asked, Past past, out RowDetail? detail, out bool isWhole)
    {
        ref readonly var sent = ref past.First;
        var answer = asked.Operation.TakenBack ?? new TakenBack(Outcome.Posted, sent.Asked);
        (detail, isWhole) = (null, answer.Amount == sent.Asked);
        if (!answer.Outcome.IsPosted())
            return new Refusal(sent.Asset == Asset.Points ? Outcome.InsufficientPoints : Outcome.InsufficientFunds);
        detail = new RowDetail
        {
            OtherAccount = sent.Detail!.OtherAccount, Refund = new RefundFacts { Amount = answer.Amount, IsWhole = isWhole },
        };
        return null;
    }
}
