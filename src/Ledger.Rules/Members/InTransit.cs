using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;

namespace Ledger.Rules.Members;

/// <summary>
/// What one member sent and another, or the same one, is to get: how much of each asset, from which account, and what that row says.
/// </summary>
internal readonly record struct InTransit(long Sender, RowDetail? Detail, long Points, long Principal, long Bonus)
{
    public long ValueMinor => Principal + Bonus;

    /// <summary>What the original sent; null when the journal does not hold it, as after a standby that lost it took over.</summary>
    public static InTransit? Of(in Case asked)
    {
        InTransit? sent = null;
        var (points, principal, bonus) = (0L, 0L, 0L);
        foreach (ref readonly var row in asked.Circumstances.Related)
        {
            if (IsSending(asked, row)) sent ??= new InTransit(row.Account, row.Detail, 0, 0, 0);
            if (!IsUnderway(asked, row)) continue;
            switch (row.Asset)
            {
                case Asset.Points: points -= row.Amount; break;
                case Asset.Principal: principal -= row.Amount; break;
                default: bonus -= row.Amount; break;
            }
        }
        return sent is { } found ? found with { Points = points, Principal = principal, Bonus = bonus } : null;
    }

    /// <summary>
    /// <see cref="AccountState.Unsent"/> of an account that it comes to; null: as it was, since nothing has left that one, nor one that is
    /// merged into it.
    /// </summary>
    public long? UnsentIn(AccountState state)
    {
        if (Principal == 0 && Detail?.Merged is null) return null;
        var isMerge = Detail is { Loads: not null } or { Merged: not null };
        var brought = isMerge ? Detail!.UnsentMinor : null;
        if (state.Unsent is null && brought is null) return null;
        var unsent = brought ?? Math.Max(0, Principal - (Detail?.Loads?.Sum(load => load.ThereMinor) ?? 0));
        return UnpaidBonus.Unsent(state) + unsent;
    }

    /// <summary>Why it is known before anything leaves that the other side will not take it; null: it is not.</summary>
    public static Refusal? CheckOther(Operation operation) =>
        ((OtherAccountTerms)operation.Terms!).Obstacle is { } known ? new Refusal(known.Outcome, known.Figure) : null;

    /// <summary>True when what arrives was sent by a transfer, rather than by a merge; or would be, where it is only asked about.</summary>
    public static bool IsTransfer(in Case asked)
    {
        if (asked.Operation.Original is null) return asked.Operation.Asset != Asset.None;
        foreach (ref readonly var row in asked.Circumstances.Related)
            if (row.Key == asked.Operation.Original && row.Kind == OperationKind.Transfer) return true;
        return false;
    }

    /// <summary>Gives it all into the same lots; of points, what the member owes is paid off first.</summary>
    public static void Give(ref Transaction transaction)
    {
        foreach (ref readonly var row in transaction.Case.Circumstances.Related)
        {
            if (!IsUnderway(transaction.Case, row)) continue;
            if (row.Asset == Asset.Points)
                transaction.GivePoints(-row.Amount, SystemAccount.InTransit, row.Lot!.Value, row.LotFrom.GetValueOrDefault());
            else transaction.Transfer(row.Asset, -row.Amount, SystemAccount.InTransit, row.Lot);
        }
        transaction.Note();
    }

    /// <summary>Throws when something else was given than was sent.</summary>
    public void Ensure(in Transaction written)
    {
        Invariant.Require(written.PointsMoved == Points && written.PrincipalMoved == Principal && written.BonusMoved == Bonus);
    }

    private static bool IsSending(in Case asked, in JournalRow row) => row.Key == asked.Operation.Original && row.Leg == 0
        && row.Outcome.IsPosted() && row.Kind is OperationKind.Transfer or OperationKind.Merge or OperationKind.TakeBack;

    private static bool IsUnderway(in Case asked, in JournalRow row) =>
        row.Key == asked.Operation.Original && row.Counter == SystemAccount.InTransit && row.Amount < 0;
}
