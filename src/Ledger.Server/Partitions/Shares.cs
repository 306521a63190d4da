using Ledger.Server.Journal.Servers;

namespace Ledger.Server.Partitions;

/// <summary>What a server does next about the partitions of the ledger.</summary>
/// <param name="Takes">What is free and falls to it, in order.</param>
/// <param name="GivesBack">One of its own; null: it has no more than its share, or what others gave back is not taken yet.</param>
internal sealed record Share(IReadOnlyList<short> Takes, short? GivesBack)
{
    public static readonly Share Nothing = new([], null);
}

/// <summary>
/// Shares the partitions out over the servers that live: each has its part, rounded up for those that have most already. Every server comes
/// to its own part of it by itself, from one look at the database, and takes nothing but what it saw free there: so one that has not looked
/// for long does nothing wrong, and at worst nothing. Whoever joins is given one after the other by those that have more than their part;
/// what is free falls to those that miss most, in runs of neighbours, since neighbours are of different lanes.
/// </summary>
internal static class Shares
{
    /// <param name="instance">The life of the process that asks.</param>
    public static Share Of(LedgerLook look, Guid instance)
    {
        var staying = look.Servers.Where(server => !server.IsLeaving).Select(server => server.Instance).ToList();
        // Nobody to give anything to.
        if (look.IsSuperseded || staying.Count == 0) return Share.Nothing;

        var free = look.Partitions.Where(one => one.IsFree).Select(one => one.Partition).ToList();
        var own = look.Partitions.Where(one => !one.IsFree && one.Instance == instance).Select(one => one.Partition).ToList();
        var missing = MissingOf(look, staying);
        var isLeaving = !missing.TryGetValue(instance, out var missed);
        var hasTooMany = own.Count > 0 && (isLeaving || missed < 0);
        return new Share(isLeaving ? [] : TakesOf(instance, staying, free, missing), hasTooMany && free.Count == 0 ? own[^1] : null);
    }

    /// <summary>How many partitions each server has less than its part; below zero: more.</summary>
    private static Dictionary<Guid, int> MissingOf(LedgerLook look, List<Guid> staying)
    {
        var has = staying.ToDictionary(one => one, one => look.Partitions.Count(held => !held.IsFree && held.Instance == one));
        var (least, rest) = Math.DivRem(look.Partitions.Count, staying.Count);
        // In the order of names where they have as many; the sort keeps it.
        return staying.OrderByDescending(one => has[one]).Select((one, rank) => (one, Part: rank < rest ? least + 1 : least))
            .ToDictionary(server => server.one, server => server.Part - has[server.one]);
    }

    private static List<short> TakesOf(Guid instance, List<Guid> staying, List<short> free, Dictionary<Guid, int> missing)
    {
        var gets = staying.ToDictionary(one => one, _ => 0);
        foreach (var _ in free)
        {
            var next = staying.MaxBy(one => missing[one] - gets[one]);
            if (missing[next] > gets[next]) gets[next]++;
        }
        return free.GetRange(staying.TakeWhile(one => one != instance).Sum(one => gets[one]), gets[instance]);
    }
}
