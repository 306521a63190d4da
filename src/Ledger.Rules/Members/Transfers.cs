using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Members;

/// <summary>Points and value between two members: sent, in transit, arrived or come back.</summary>
internal static class Transfers
{
    public static void Send(ref Decision decision)
    {
        var (state, rules, operation) = (decision.State, decision.Rules, decision.Operation);
        var other = ((OtherAccountTerms)operation.Terms!).Account;
        var isPoints = operation.Asset == Asset.Points;
        var isAllowed = isPoints ? rules.PointsTransferable : operation.Asset == Asset.Principal && rules.ValueTransferable;
        if (!isAllowed || other == state.Account) { decision.Refuse(Outcome.TransferNotAllowed); return; }
        var available = isPoints ? state.PointsLots.UsableOn(operation.BusinessDate) : state.FreePrincipal;
        if (operation.Asked > available) { decision.Refuse(isPoints ? Outcome.InsufficientPoints : Outcome.InsufficientFunds, available); return; }

        // Decided.
        decision.Detail = new RowDetail { OtherAccount = other };
        Pins.EndFailures(ref decision);
        if (isPoints) decision.TakeFromLots(Asset.Points, operation.Asked, SystemAccount.InTransit);
        else decision.Transfer(Asset.Principal, -operation.Asked, SystemAccount.InTransit);
    }

    /// <summary>Everything goes, lot by lot, whether it can be spent or not: it is worth as much on the other side.</summary>
    public static void Merge(ref Decision decision)
    {
        var state = decision.State;
        var other = ((OtherAccountTerms)decision.Operation.Terms!).Account;
        var isAgain = state.Membership.Status == AccountStatus.Merged;
        if (other == state.Account || (isAgain && other != state.Membership.MergedInto)) { decision.Refuse(Outcome.TransferNotAllowed); return; }
        if (state.Membership.Holds.Count > 0) { decision.Refuse(Outcome.HoldsOpen); return; }
        if (state.PointsOwed > 0) { decision.Refuse(Outcome.InsufficientPoints); return; }

        // Decided.
        decision.Detail = new RowDetail { OtherAccount = other, Status = isAgain ? null : AccountStatus.Merged, Cards = CardLife.VoidAll(state) };
        Pins.EndFailures(ref decision);
        foreach (var lot in state.PointsLots.Span) decision.Transfer(Asset.Points, -lot.Amount, SystemAccount.InTransit, lot.ExpiresOn, lot.UsableFrom);
        if (state.Principal > 0) decision.Transfer(Asset.Principal, -state.Principal, SystemAccount.InTransit);
        foreach (var lot in state.BonusLots.Span) decision.Transfer(Asset.Bonus, -lot.Amount, SystemAccount.InTransit, lot.ExpiresOn);
        decision.Note();
    }

    public static void Arrive(ref Decision decision)
    {
        var (state, rules) = (decision.State, decision.Rules);
        if (Sent(decision) is not { } sent) { decision.Refuse(Outcome.OriginalUnknown); return; }
        var (points, stored) = (InTransit(decision, isPoints: true), InTransit(decision, isPoints: false));
        var (roomForPoints, roomForValue) = (Math.Max(0, rules.PointsBalanceMax - state.Points), Math.Max(0, decision.RoomForValue));
        if (points > roomForPoints) { decision.Refuse(Outcome.BalanceLimit, roomForPoints); return; }
        if (stored > roomForValue) { decision.Refuse(Outcome.BalanceLimit, roomForValue); return; }

        // Decided.
        decision.Detail = new RowDetail { OtherAccount = sent.Account };
        Take(ref decision);
    }

    public static void ComeBack(ref Decision decision)
    {
        if (Sent(decision) is not { } sent) { decision.Refuse(Outcome.OriginalUnknown); return; }
        Invariant.Require(sent.Account == decision.State.Account);

        // Decided.
        var detail = new RowDetail { OtherAccount = sent.Detail!.OtherAccount };
        decision.Detail = sent.Detail.Status != AccountStatus.Merged ? detail : detail with
        {
            Status = AccountStatus.Active,
            Cards = sent.Detail.Cards is { } voided ? [.. voided.Select(change => new CardChange(change.Card, change.Was))] : null,
        };
        Take(ref decision);
    }

    // The first row of the sending transaction; null when the journal does not hold it, as after a standby that lost it took over.
    private static JournalRow? Sent(in Decision decision)
    {
        foreach (ref readonly var row in decision.Circumstances.Related)
            if (row.Key == decision.Operation.Original && row.Leg == 0 && row.Outcome.IsPosted() && row.Kind is OperationKind.Transfer or OperationKind.Merge)
                return row;
        return null;
    }

    private static bool IsInTransit(in Decision decision, in JournalRow row) =>
        row.Key == decision.Operation.Original && row.Counter == SystemAccount.InTransit && row.Amount < 0;

    private static long InTransit(in Decision decision, bool isPoints)
    {
        long sum = 0;
        foreach (ref readonly var row in decision.Circumstances.Related)
            if (IsInTransit(decision, row) && row.Asset == Asset.Points == isPoints) sum -= row.Amount;
        return sum;
    }

    // Into the same lots; of points, what the member owes is paid off first.
    private static void Take(ref Decision decision)
    {
        foreach (ref readonly var row in decision.Circumstances.Related)
        {
            if (!IsInTransit(decision, row)) continue;
            if (row.Asset == Asset.Points) decision.GivePoints(-row.Amount, SystemAccount.InTransit, row.Lot!.Value, row.LotFrom.GetValueOrDefault());
            else decision.Transfer(row.Asset, -row.Amount, SystemAccount.InTransit, row.Lot);
        }
        decision.Note();
    }
}
