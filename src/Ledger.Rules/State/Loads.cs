using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Rules.State;

/// <summary>
/// The newest top-ups that brought bonus, newest first, as the account's rows tell them. A list is never written in place: copies of a
/// state share it, and where a program gives no bonus there is none.
/// </summary>
internal static class Loads
{
    /// <summary>Older ones are forgotten: their bonus counts as the member's when stored value is paid out.</summary>
    public const int Max = 20;

    /// <summary>
    /// What a top-up will make forgotten: all of it where nothing was left of what was loaded, or the oldest one. Null: nothing.
    /// </summary>
    public static IReadOnlyList<LoadedBonus>? ForgottenBy(AccountState state, bool bringsBonus)
    {
        var loads = state.Loads;
        return loads.Count > 0 && (state.Principal + state.Bonus == 0 || (bringsBonus && loads.Count == Max)) ? loads : null;
    }

    /// <summary>The list after a posted row, whose transfer has not been added to the balances yet.</summary>
    public static IReadOnlyList<LoadedBonus> After(IReadOnlyList<LoadedBonus> loads, in JournalRow row, bool isEmpty)
    {
        switch (row.Kind)
        {
            case OperationKind.Reverse when row is { Leg: 0, Detail.Back.Loads: { } was }:
                return was;
            case OperationKind.TopUp when row.Asset == Asset.Bonus:
                return Joined([new LoadedBonus(row.Key, row.Asked, row.Amount, 0, row.Lot!.Value)], loads);
            // Whatever was loaded before has been spent to the end.
            case OperationKind.TopUp:
                return isEmpty ? [] : loads;
            case OperationKind.CashOut or OperationKind.CancelAccount or OperationKind.Merge:
                return [];
            case OperationKind.Arrive or OperationKind.ComeBack when row.Detail?.Loads is { } carried:
                return Joined(loads, carried);
            case OperationKind.Refund or OperationKind.Reverse when row.Detail?.Refund is { } refund && Has(loads, row.Original!.Value):
                return Refunded(loads, row.Original!.Value, refund, row.Kind);
            case OperationKind.Reverse when row is { Leg: 0, Detail.Loads: [var back] }:
                return Brought(loads, back);
            case OperationKind.Expire when loads.Count > 0 && row.Asset == Asset.Bonus:
                return Expired(loads, row.Lot!.Value, -row.Amount);
            default:
                return loads;
        }
    }

    private static bool Has(IReadOnlyList<LoadedBonus> loads, Guid key)
    {
        for (var at = 0; at < loads.Count; at++)
            if (loads[at].Key == key) return true;
        return false;
    }

    private static IReadOnlyList<LoadedBonus> Joined(IReadOnlyList<LoadedBonus> one, IReadOnlyList<LoadedBonus> other) =>
        [.. one.Concat(other).Take(Max)];

    // One that is refunded in whole keeps its place for the case that the refund is reversed; one that is reversed has never been.
    private static IReadOnlyList<LoadedBonus> Refunded(
        IReadOnlyList<LoadedBonus> loads, Guid key, RefundFacts refund, OperationKind kind) =>
    [
        .. loads.Select(load => load.Key == key ? load.With(load.PartOf(refund), -1) : load)
            .Where(load => load.Key != key || kind == OperationKind.Refund),
    ];

    private static IReadOnlyList<LoadedBonus> Brought(IReadOnlyList<LoadedBonus> loads, LoadedBonus back) =>
        [.. loads.Select(load => load.Key == back.Key ? load.With(back, 1) : load)];

    private static LoadedBonus[] Expired(IReadOnlyList<LoadedBonus> loads, DateOnly lastDay, long amount)
    {
        var after = loads.ToArray();
        for (var at = 0; at < after.Length && amount > 0; at++)
        {
            if (after[at].LastDay != lastDay) continue;
            var part = Math.Min(amount, after[at].BonusMinor - after[at].ExpiredMinor);
            after[at] = after[at] with { ExpiredMinor = after[at].ExpiredMinor + part };
            amount -= part;
        }
        return after;
    }
}
