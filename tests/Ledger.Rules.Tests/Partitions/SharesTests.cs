using Ledger.Server.Journal.Servers;
using Ledger.Server.Partitions;

namespace Ledger.Rules.Tests.Partitions;

/// <summary>Servers that each look for themselves, at different times, and act later than they looked.</summary>
public sealed class SharesTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Fact]
    public void The_first_one_takes_all_and_a_second_one_is_given_half_one_after_the_other()
    {
        var ledger = new SharedLedger(8);
        ledger.Join("a");
        ledger.Settle();
        Assert.Equal(8, ledger.CountOf("a"));

        ledger.Join("b");
        ledger.Look("a");
        ledger.Act("a");
        Assert.Equal(7, ledger.CountOf("a"));
        // Nothing more before that one is taken.
        ledger.Look("a");
        ledger.Act("a");
        Assert.Equal(7, ledger.CountOf("a"));
        ledger.Settle();

        Assert.Equal((4, 4), (ledger.CountOf("a"), ledger.CountOf("b")));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void One_that_joins_moves_no_partition_twice_and_none_between_the_others(int seed)
    {
        var random = new Random(seed);
        var ledger = new SharedLedger(random.Next(1, 40));
        for (var server = 0; server < random.Next(1, 6); server++) ledger.Join($"{random.Next(100):00}-{server}");
        ledger.Settle();
        ledger.Moves.Clear();

        ledger.Join("joins");
        ledger.SettleSlowly(random);

        Assert.All(ledger.Moves.GroupBy(move => move.Partition), moves => Assert.Single(moves));
        Assert.All(ledger.Moves, move => Assert.Equal("joins", move.To));
        ledger.AssertShared();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whoever_joins_leaves_and_dies_meanwhile_all_partitions_are_shared_out_in_the_end_and_stay_where_they_are(int seed)
    {
        var random = new Random(seed);
        var ledger = new SharedLedger(random.Next(1, 40));
        ledger.Join("first");
        for (var change = 0; change < 12; change++)
        {
            for (var step = random.Next(30); step > 0; step--) ledger.StepSlowly(random);
            switch (random.Next(3))
            {
                case 0: ledger.Join($"{random.Next(100):00}-{change}"); break;
                case 1 when ledger.Names.Count > 1: ledger.Die(ledger.Names[random.Next(ledger.Names.Count)]); break;
                case 2 when ledger.Names.Count > 1: ledger.Leave(ledger.Names[random.Next(ledger.Names.Count)]); break;
            }
        }

        ledger.SettleSlowly(random);

        ledger.AssertShared();
        ledger.Moves.Clear();
        for (var step = 0; step < 100; step++) ledger.StepSlowly(random);
        Assert.Empty(ledger.Moves);
    }

    [Fact]
    public void One_that_a_namesake_has_superseded_does_nothing()
    {
        var (own, other) = (Guid.NewGuid(), Guid.NewGuid());
        PartitionHolder[] partitions = [new(0, own, false), new(1, null, true)];

        var share = Shares.Of(new LedgerLook(true, [new SeenServer("a", other, "http://a", false)], partitions), own);

        Assert.Equal((0, null), (share.Takes.Count, share.GivesBack));
    }
}

/// <summary>Who has what, as the database would have it, and servers that act on what they last saw of it.</summary>
internal sealed class SharedLedger(int partitions)
{
    private readonly Guid?[] _holders = new Guid?[partitions];
    private readonly string?[] _last = new string?[partitions];
    private readonly SortedDictionary<string, SeenServer> _live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LedgerLook> _looks = [];

    public List<(short Partition, string To)> Moves { get; } = [];

    /// <summary>Those that live and stay.</summary>
    public IReadOnlyList<string> Names => [.. _live.Values.Where(server => !server.IsLeaving).Select(server => server.Node)];

    public void Join(string name) => _live[name] = new SeenServer(name, Guid.NewGuid(), $"http://{name}", false);

    public void Leave(string name) => _live[name] = _live[name] with { IsLeaving = true };

    /// <summary>Its lease is over, and what it has is free.</summary>
    public void Die(string name)
    {
        var dead = _live[name].Instance;
        _live.Remove(name);
        _looks.Remove(name);
        for (var partition = 0; partition < partitions; partition++)
            if (_holders[partition] == dead) _holders[partition] = null;
    }

    public int CountOf(string name) => _holders.Count(holder => holder == _live[name].Instance);

    public void Look(string name) => _looks[name] = new LedgerLook(
        false, [.. _live.Values],
        [.. _holders.Select((holder, partition) => new PartitionHolder((short)partition, holder, holder is null))]);

    /// <summary>Does what its last look says. What is not free any more is not taken, as the database has it.</summary>
    public void Act(string name)
    {
        if (!_looks.Remove(name, out var look) || !_live.TryGetValue(name, out var server)) return;
        var share = Shares.Of(look, server.Instance);
        foreach (var partition in share.Takes)
        {
            if (_holders[partition] is not null) continue;
            _holders[partition] = server.Instance;
            if (_last[partition] != name) Moves.Add((partition, name));
            _last[partition] = name;
        }
        if (share.GivesBack is { } back && _holders[back] == server.Instance) _holders[back] = null;
    }

    /// <summary>One of the servers looks, or acts on what it saw before.</summary>
    public void StepSlowly(Random random)
    {
        var name = _live.Keys.ElementAt(random.Next(_live.Count));
        if (random.Next(2) == 0) Look(name);
        else Act(name);
    }

    public void SettleSlowly(Random random)
    {
        for (var step = 0; step < 200 * partitions && !IsSettled(); step++) StepSlowly(random);
        Settle();
    }

    public void Settle()
    {
        for (var round = 0; round < 4 * partitions + 4; round++)
            foreach (var name in _live.Keys.ToArray())
            {
                Look(name);
                Act(name);
            }
    }

    /// <summary>Every partition has a writer that stays, and nobody more than its part.</summary>
    public void AssertShared()
    {
        var part = partitions / Names.Count;
        Assert.All(Names, name => Assert.InRange(CountOf(name), part, part + 1));
        Assert.Equal(partitions, Names.Sum(CountOf));
    }

    private bool IsSettled() => Names.Sum(CountOf) == partitions && _looks.Count == 0;
}
