using FsCheck;
using FsCheck.Fluent;
using Ledger.Rules.Rows;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Partitions;

namespace Ledger.Rules.Tests.Partitions;

/// <summary>
/// The newest transactions are remembered whole, within the bound, the first one under a key as long as it is remembered.
/// </summary>
public sealed class RecentKeysTests
{
    private const int MostLegs = 3;

    [Fact]
    public void I13_No_more_rows_than_the_bound_are_remembered_and_the_oldest_go_first() => Cases.Hold(Work, 1000, work =>
    {
        Run(work, (recent, added) =>
        {
            var remembered = added.Select(rows => recent.Find(rows[0].Key).Length > 0).ToList();
            Assert.True(added.Where((_, i) => remembered[i]).Sum(rows => rows.Length) <= work.Bound);
            var first = remembered.IndexOf(true);
            Assert.All(remembered.Skip(Math.Max(0, first)), Assert.True);
        });
    });

    [Fact]
    public void I5_What_is_remembered_under_a_key_is_what_was_added_row_by_row() => Cases.Hold(Work, 1000, work =>
    {
        Run(work, (recent, added) =>
        {
            foreach (var rows in added)
                if (recent.Find(rows[0].Key).ToArray() is { Length: > 0 } found)
                    Assert.Equal(rows.Select(row => row.Seq), found.Select(row => row.Seq));
        });
    });

    [Fact]
    public void Little_room_is_lost_where_the_ring_closes() => Cases.Hold(Work, 1000, work =>
    {
        Run(work, (recent, added) =>
        {
            // At most a transaction's rows less one are lost at the end of the ring, and as many by one that is overwritten in part.
            var rows = 0;
            foreach (var transaction in added.AsEnumerable().Reverse())
                if ((rows += transaction.Length) <= work.Bound - 2 * (MostLegs - 1))
                    Assert.NotEqual(0, recent.Find(transaction[0].Key).Length);
        });
    });

    [Fact]
    public void I5_The_first_transaction_under_a_key_stays()
    {
        var recent = new RecentKeys(4);
        recent.Add(Transaction(1, seq: 10, legs: 2));
        recent.Add(Transaction(1, seq: 12, legs: 2));
        Assert.Equal([10, 11], recent.Find(KeyOf(1)).ToArray().Select(row => row.Seq));
    }

    [Fact]
    public void I13_A_transaction_larger_than_the_bound_is_not_remembered_and_drives_nothing_out()
    {
        var recent = new RecentKeys(2);
        recent.Add(Transaction(1, seq: 1, legs: 2));
        recent.Add(Transaction(2, seq: 3, legs: 3));
        Assert.Equal((2, 0), (recent.Find(KeyOf(1)).Length, recent.Find(KeyOf(2)).Length));
    }

    private static void Run((int Bound, (int Key, int Legs)[] Transactions) work, Action<RecentKeys, IReadOnlyList<JournalRow[]>> check)
    {
        var recent = new RecentKeys(work.Bound);
        var added = new List<JournalRow[]>();
        long seq = 1;
        foreach (var (key, legs) in work.Transactions)
        {
            var rows = Transaction(key, seq, legs);
            var known = recent.Find(rows[0].Key).Length > 0;
            recent.Add(rows);
            seq += legs;
            if (known || legs > work.Bound) continue;
            // A key that had been forgotten comes anew.
            added.RemoveAll(earlier => earlier[0].Key == rows[0].Key);
            added.Add(rows);
            check(recent, added);
        }
    }

    private static Arbitrary<(int Bound, (int Key, int Legs)[] Transactions)> Work { get; } = Arb.From(
        from bound in Gen.Choose(1, 20)
        from count in Gen.Choose(1, 60)
        from transactions in Gen.ArrayOf(from key in Gen.Choose(0, 40) from legs in Gen.Choose(1, MostLegs) select (key, legs), count)
        select (bound, transactions));

    private static JournalRow[] Transaction(int key, long seq, int legs) =>
        [.. Enumerable.Range(0, legs).Select(leg => new JournalRow { Key = KeyOf(key), Seq = seq + leg, Leg = (short)leg })];

    private static Guid KeyOf(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
