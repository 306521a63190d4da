using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Audit;

/// <summary>What a row must say by itself, and beside the row of its transaction in front of it.</summary>
internal sealed class RowChecks(DecidedRules rules, Action<string, string> report)
{
    // Business dates are those of a store's zone, and of a day that may begin in the morning.
    private const int MostDaysBetween = 2;

    /// <summary>Stores that rows were posted in, with the programs they say.</summary>
    public HashSet<(int Store, short Program)> Stores { get; } = [];

    public void Take(in JournalRow row, in JournalRow before, RowPlace at)
    {
        if (row.Amount != 0 && !IsCounterOf(row.Kind, row.Asset, row.Counter))
            report("counters", $"{at}: {row.Kind} moves {row.Asset} against {row.Counter}");
        if (row.Leg > 0)
        {
            if (!AreOne(row, before)) report("legs", $"{at}: leg {row.Leg} says something else than the one in front of it");
            return;
        }
        if (!rules.Has(row)) report("rules", $"{at}: program {row.Program} has no version {row.RuleVersion}");
        // Refused because the account is of another program than the store.
        if (row.Store > 0 && row.Outcome is not (Outcome.OtherProgram or Outcome.AccountExists)) Stores.Add((row.Store, row.Program));
        var days = row.BusinessDate.DayNumber - DateOnly.FromDateTime(row.BusinessTime).DayNumber;
        if (Math.Abs(days) > MostDaysBetween)
            report("dates", $"{at}: business date {row.BusinessDate:O}, business time {row.BusinessTime:O}");
        if (!FoldedPayload.IsOf(row)) report("payload", $"{at}: nothing that could be asked like this has its payload hash");
        CheckWorth(row, at);
    }

    private void CheckWorth(in JournalRow row, RowPlace at)
    {
        if (row.Kind != OperationKind.Redeem || !row.Outcome.IsPosted() || rules.Of(row) is not { } decided) return;
        var code = row.Note;
        var reward = decided.Rewards.FirstOrDefault(one => one.Code == code);
        var worth = reward is null ? decided.WorthOf(row.Asked) : reward.WorthOf(row.Asked == 0 ? reward.Points : row.Asked);
        if (row.Figure != worth) report("rules", $"{at}: says a worth of {row.Figure}, by version {row.RuleVersion} it is {worth}");
    }

    private static bool AreOne(in JournalRow row, in JournalRow before) =>
        (row.Kind, row.Outcome, row.Store, row.Terminal, row.Operator, row.TerminalSeq, row.PayloadHash, row.Account)
        == (before.Kind, before.Outcome, before.Store, before.Terminal, before.Operator, before.TerminalSeq, before.PayloadHash,
            before.Account)
        && (row.BusinessTime, row.BusinessDate, row.PostedAt, row.Program, row.RuleVersion, row.Asked, row.Figure)
        == (before.BusinessTime, before.BusinessDate, before.PostedAt, before.Program, before.RuleVersion, before.Asked, before.Figure)
        && (row.Card, row.Reference, row.Note, row.Original) == (before.Card, before.Reference, before.Note, before.Original);

    // A return moves against whatever its original or its policy says.
    private static bool IsCounterOf(OperationKind kind, Asset asset, SystemAccount counter) => (kind, asset) switch
    {
        (OperationKind.TopUp, Asset.Principal) => counter == SystemAccount.Tender,
        (OperationKind.TopUp or OperationKind.Redeem or OperationKind.GrantBonus, Asset.Bonus) => counter == SystemAccount.BonusExpense,
        (OperationKind.Accrue, Asset.Points) => counter == SystemAccount.PointsIssued,
        (OperationKind.Redeem, Asset.Points) => counter == SystemAccount.PointsRedeemed,
        (OperationKind.Checkout or OperationKind.CaptureHold, Asset.Points) =>
            counter is SystemAccount.PointsRedeemed or SystemAccount.PointsIssued,
        (OperationKind.Debit or OperationKind.CaptureHold or OperationKind.Checkout, Asset.Principal or Asset.Bonus) =>
            counter == SystemAccount.Sales,
        (OperationKind.Adjust, _) => counter == SystemAccount.Adjustment,
        (OperationKind.ReplaceCard, Asset.Principal or Asset.Bonus) => counter == SystemAccount.Fees,
        (OperationKind.CashOut, Asset.Principal) => counter is SystemAccount.CashOut or SystemAccount.BonusExpense,
        (OperationKind.CashOut, Asset.Bonus) => counter == SystemAccount.Breakage,
        (OperationKind.Transfer or OperationKind.Merge or OperationKind.Arrive or OperationKind.ComeBack or OperationKind.TakeBack, _) =>
            counter == SystemAccount.InTransit,
        (OperationKind.Expire, _) => counter == SystemAccount.Breakage,
        (OperationKind.Refund or OperationKind.Reverse or OperationKind.CancelAccount, _) => true,
        (<= OperationKind.BlockKey, _) => false,
        _ => true,
    };
}
