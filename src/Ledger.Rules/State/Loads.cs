using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Rules.State;

/// <summary>
/// The top-ups that brought bonus, newest first, as the account's rows tell them. A list is never written in place: copies of a
/// state share it, and where a program gives no bonus there is none.
/// </summary>
internal static class Loads
{
    /// <summary>The oldest ones beyond are added up, so that nothing is forgotten.</summary>
    public const int Max = 20;

    /// <summary>
    /// What principal that comes will change: all of them are spent where no principal was left, or the oldest ones are added up. Null:
    /// nothing.
    /// </summary>
    public static IReadOnlyList<LoadedBonus>? ChangedBy(AccountState state, bool bringsBonus = false)
    {
        var loads = state.Loads;
        return (state.Principal == 0 && loads.Any(load => load.ThereMinor > 0)) || (bringsBonus && loads.Count == Max) ? loads : null;
    }

    /// <summary>The one of that key, or those that were added up, among which it is then; null: it is not known.</summary>
    public static LoadedBonus? Of(IReadOnlyList<LoadedBonus> loads, Guid key)
    {
        for (var at = 0; at < loads.Count; at++)
            if (loads[at].Key == key || loads[at].Key == LoadedBonus.Older) return loads[at];
        return null;
    }

    /// <summary>How much of principal is of top-ups whose bonus is there or was spent, the newest first, in minor units.</summary>
    public static long TiedOf(AccountState state)
    {
        var (left, tied) = (state.Principal, 0L);
        for (var at = 0; at < state.Loads.Count; at++)
        {
            var there = Math.Min(left, state.Loads[at].ThereMinor);
            left -= there;
            if (state.Loads[at].IsTied) tied += there;
        }
        return tied;
    }

    /// <summary>
    /// What is again known to be there when <paramref name="given"/> of the principal that <paramref name="original"/> took comes back:
    /// parts, to be added. Null: it was not spent of what such a top-up had loaded, or nothing has come since.
    /// </summary>
    public static IReadOnlyList<LoadedBonus>? Again(AccountState state, in JournalRow original, long given)
    {
        List<LoadedBonus>? parts = null;
        // The oldest first: what was spent later cannot have been of those that had been spent before.
        for (var at = state.Loads.Count - 1; at >= 0 && given > 0; at--)
        {
            var load = state.Loads[at];
            var part = Math.Min(given, load.SpentMinor);
            if (part == 0 || !MaySpend(state, original, load)) continue;
            (parts ??= []).Add(new LoadedBonus(load.Key, 0, 0, 0, load.LastDay, SpentMinor: -part));
            given -= part;
        }
        return parts;
    }

    /// <summary>Parts the other way round.</summary>
    public static IReadOnlyList<LoadedBonus> Negated(IReadOnlyList<LoadedBonus> parts) =>
    [
        .. parts.Select(part => part with
        {
            AmountMinor = -part.AmountMinor, BonusMinor = -part.BonusMinor, ExpiredMinor = -part.ExpiredMinor,
            OwedMinor = -part.OwedMinor, SpentMinor = -part.SpentMinor,
        }),
    ];

    /// <summary>The list after a posted row, whose transfer has not been added to the balances yet.</summary>
    public static IReadOnlyList<LoadedBonus> After(IReadOnlyList<LoadedBonus> loads, in JournalRow row, long principal, long bonus)
    {
        var after = Changed(loads, row, principal, bonus);
        // A top-up that is taken back may leave to others what was spent before they came.
        var takesBack = row.Kind is OperationKind.Refund or OperationKind.Reverse
            && row is { Leg: 0, Asset: Asset.Principal, Amount: < 0 };
        return after.Count > 0 && takesBack ? [.. after.Select(load => load with { LoadedBySeq = 0 })] : after;
    }

    private static IReadOnlyList<LoadedBonus> Changed(
        IReadOnlyList<LoadedBonus> loads, in JournalRow row, long principal, long bonus)
    {
        switch (row.Kind)
        {
            case OperationKind.Reverse when row is { Leg: 0, Detail.Back.Loads: { } was }:
                return was;
            case OperationKind.TopUp when row.Asset == Asset.Bonus:
                return Joined([new LoadedBonus(row.Key, row.Asked, row.Amount, 0, row.Lot!.Value, LoadedBySeq: row.Seq - row.Leg)], loads);
            // Rows of before: what was loaded was forgotten once it had been spent, and the oldest one when there were too many.
            case OperationKind.TopUp when row.Detail?.Was?.Loads is not null:
                return principal + bonus == 0 ? [] : [.. loads.Take(Max - 1)];
            case OperationKind.TopUp or OperationKind.Arrive or OperationKind.ComeBack when row is { Leg: 0, Detail: { } detail }:
                var known = detail.Was?.Known is not null && principal == 0 ? AllSpent(loads, row) : loads;
                return detail.Loads is { } carried ? Joined(known, carried.Select(load => load with { LoadedBySeq = 0 })) : known;
            case OperationKind.CashOut or OperationKind.CancelAccount:
                return row.Leg > 0 ? loads : row.Detail?.Loads ?? [];
            case OperationKind.Merge:
                return [];
            case OperationKind.Refund or OperationKind.Reverse when row is { Leg: 0, Detail: { } detail }:
                if (detail.Refund is { } refund && Has(loads, row.Original!.Value))
                    return Refunded(loads, row.Original!.Value, refund, row.Kind);
                return detail.Loads is { } parts ? Added(loads, parts) : loads;
            case OperationKind.Expire when loads.Count > 0 && row.Asset == Asset.Bonus:
                return Expired(loads, row.Lot!.Value, -row.Amount);
            default:
                return loads;
        }
    }

    /// <summary>Newer ones and older ones, the oldest added up where there are too many.</summary>
    public static List<LoadedBonus> Joined(IEnumerable<LoadedBonus> newer, IEnumerable<LoadedBonus> older)
    {
        List<LoadedBonus> all = [.. newer, .. older];
        var sum = all.Where(load => load.Key == LoadedBonus.Older).Aggregate((LoadedBonus?)null, (one, other) => one?.And(other) ?? other);
        all.RemoveAll(load => load.Key == LoadedBonus.Older);
        while (all.Count + (sum is null ? 0 : 1) > Max)
        {
            sum = sum is null ? all[^1] : all[^1].And(sum);
            all.RemoveAt(all.Count - 1);
        }
        if (sum is not null) all.Add(sum);
        return all;
    }

    /// <summary>All as spent to the end when <paramref name="row"/> brings principal.</summary>
    public static IReadOnlyList<LoadedBonus> AllSpent(IReadOnlyList<LoadedBonus> loads, in JournalRow row)
    {
        var (seq, account) = (row.Seq, row.Account);
        return [.. loads.Select(load => load.ThereMinor == 0 ? load
            : load with { SpentMinor = load.AmountMinor, SpentBySeq = seq, SpentOn = account })];
    }

    /// <summary>True when the key is that of one in the list by itself.</summary>
    public static bool Has(IReadOnlyList<LoadedBonus> loads, Guid key)
    {
        for (var at = 0; at < loads.Count; at++)
            if (loads[at].Key == key) return true;
        return false;
    }

    // Of an account that was merged, what it did was before all that the one that stays has done of it.
    private static bool MaySpend(AccountState state, in JournalRow original, LoadedBonus load) => load.SpentOn == original.Account
        ? original.Seq > load.LoadedBySeq && original.Seq < load.SpentBySeq
        : load.SpentOn == state.Account || original.Account != state.Account;

    // One that is refunded in whole keeps its place for the case that the refund is reversed; one that is reversed has never been.
    private static IReadOnlyList<LoadedBonus> Refunded(
        IReadOnlyList<LoadedBonus> loads, Guid key, RefundFacts refund, OperationKind kind) =>
    [
        .. loads.Select(load => load.Key == key ? load.With(load.PartOf(refund), -1) : load)
            .Where(load => load.Key != key || kind == OperationKind.Refund),
    ];

    private static LoadedBonus[] Added(IReadOnlyList<LoadedBonus> loads, IReadOnlyList<LoadedBonus> parts)
    {
        var after = loads.ToArray();
        foreach (var part in parts)
        {
            var at = Array.FindIndex(after, load => load.Key == part.Key);
            if (at < 0) at = Array.FindIndex(after, load => load.Key == LoadedBonus.Older);
            if (at >= 0) after[at] = after[at].With(part, 1);
        }
        return after;
    }

    private static LoadedBonus[] Expired(IReadOnlyList<LoadedBonus> loads, DateOnly lastDay, long amount)
    {
        var after = loads.ToArray();
        for (var at = 0; at < after.Length && amount > 0; at++)
        {
            if (after[at].LastDay != lastDay && (after[at].Key != LoadedBonus.Older || after[at].LastDay < lastDay)) continue;
            var part = Math.Clamp(after[at].BonusMinor - after[at].ExpiredMinor, 0, amount);
            after[at] = after[at] with { ExpiredMinor = after[at].ExpiredMinor + part };
            amount -= part;
        }
        return after;
    }
}
