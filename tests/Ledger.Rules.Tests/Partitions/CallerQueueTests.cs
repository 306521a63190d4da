using Ledger.Server.Basics;
using Ledger.Server.Partitions;

namespace Ledger.Rules.Tests.Partitions;

/// <summary>I13: a queue is bounded for each caller and as a whole, and its callers take turns.</summary>
public sealed class CallerQueueTests
{
    private const int CommitMax = 1000;

    private static readonly Caller Busy = new("busy");
    private static readonly Caller Rare = new("rare");

    [Fact]
    public void I13_A_caller_with_many_waiting_holds_another_up_by_no_more_than_a_turn()
    {
        var queue = new CallerQueue(maxCount: 1000, callerMaxCount: 250, turnCount: 4);
        for (var number = 0; number < 250; number++) Assert.True(queue.TryWrite(Of(Busy, number)));
        Assert.True(queue.TryWrite(Of(Rare, 0)));

        var read = ReadAll(queue);

        Assert.InRange(read.FindIndex(item => item.From == Rare), 0, 4);
        // First come, first served within a line.
        Assert.Equal(Enumerable.Range(0, 250).Select(number => (long)number),
            read.Where(item => item.From == Busy).Select(item => item.Account));
    }

    [Fact]
    public void I13_A_caller_who_has_its_share_is_refused_and_another_is_not()
    {
        var queue = new CallerQueue(maxCount: 8, callerMaxCount: 2, turnCount: 1);
        Assert.True(queue.TryWrite(Of(Busy, 0)) && queue.TryWrite(Of(Busy, 1)));

        Assert.False(queue.TryWrite(Of(Busy, 2)));
        Assert.True(queue.TryWrite(Of(Rare, 0)));

        ReadAll(queue);
        Assert.True(queue.TryWrite(Of(Busy, 2)));
    }

    [Fact]
    public void I13_However_many_callers_there_are_the_whole_is_bounded()
    {
        var queue = new CallerQueue(maxCount: 8, callerMaxCount: 2, turnCount: 1);
        for (var caller = 0; caller < 8; caller++) Assert.True(queue.TryWrite(Of(new Caller($"{caller}"), 0)));

        Assert.False(queue.TryWrite(Of(Rare, 0)));
        Assert.Equal(8, queue.Count);
    }

    [Fact]
    public void I13_Of_a_run_there_is_taken_what_has_room_in_its_order_and_the_rest_is_left()
    {
        var queue = new CallerQueue(maxCount: 100, callerMaxCount: 5, turnCount: 2);
        Assert.True(queue.TryWrite(Of(Busy, 0)));
        var run = RunOf(Busy, first: 1, count: 7);

        queue.Write(ref run);

        Assert.Equal([5, 6, 7], AccountsOf(ref run));
        Assert.Equal([0, 1, 2, 3, 4], ReadAll(queue).Select(item => item.Account));
    }

    [Fact]
    public void I13_A_run_for_which_there_is_no_room_at_all_is_left_whole_and_begins_no_line()
    {
        var queue = new CallerQueue(maxCount: 2, callerMaxCount: 2, turnCount: 2);
        Assert.True(queue.TryWrite(Of(Rare, 0)) && queue.TryWrite(Of(Rare, 1)));
        var run = RunOf(Busy, first: 0, count: 3);

        queue.Write(ref run);
        Assert.Equal(3, run.Count);
        queue.Complete();
        queue.Write(ref run);
        Assert.Equal(3, run.Count);

        Assert.All(ReadAll(queue), item => Assert.Same(Rare, item.From));
    }

    [Fact]
    public void A_caller_alone_fills_a_commit()
    {
        var queue = Queue();
        Write(queue, Busy, 1500);

        Assert.Equal(CommitMax, Drain(queue).Count);
        Assert.Equal(500, Drain(queue).Count);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void I13_Callers_with_much_waiting_share_a_commit_evenly()
    {
        var queue = Queue();
        var callers = Enumerable.Range(0, 4).Select(number => new Caller($"{number}")).ToArray();
        foreach (var caller in callers) Write(queue, caller, 1000);

        var commit = Drain(queue);

        Assert.Equal(CommitMax, commit.Count);
        // As evenly as turns of 32 allow.
        foreach (var caller in callers) Assert.InRange(commit.Count(item => item.From == caller), 250 - 32, 250 + 32);
    }

    [Fact]
    public void I13_Beside_a_caller_with_few_items_those_with_many_have_their_share_of_a_commit_and_no_more()
    {
        var queue = Queue();
        var other = new Caller("other");
        Write(queue, Busy, 4000);
        Write(queue, other, 4000);
        Write(queue, Rare, 1);

        var commit = Drain(queue);

        Assert.Single(commit, item => item.From == Rare);
        Assert.InRange(commit.Count, 1, 1 + 200);
        // Also while nothing of it waits: whoever comes next waits for the end of the commit that is under way.
        Assert.Equal(200, Drain(queue).Count);
        for (var commits = 0; commits < CallerQueue.SharedCommits; commits++) Drain(queue);
        Write(queue, Busy, 4000);
        Assert.Equal(CommitMax, Drain(queue).Count);
    }

    [Fact]
    public void I13_However_many_have_few_items_none_is_passed_over_for_those_with_many()
    {
        var queue = Queue();
        Write(queue, Rare, 1);
        Drain(queue);
        for (var number = 0; number < 10; number++) Write(queue, new Caller($"import {number}"), 100);
        var tills = Enumerable.Range(0, 300).Select(number => new Caller($"till {number}")).ToArray();
        foreach (var till in tills) Write(queue, till, 2);

        var commit = Drain(queue);

        Assert.All(tills, till => Assert.Equal(2, commit.Count(item => item.From == till)));
        Assert.Equal(200 + 2 * tills.Length, commit.Count);
    }

    [Fact]
    public void The_ledgers_own_work_makes_no_commit_a_shared_one()
    {
        var queue = Queue();
        Write(queue, Busy, 4000);
        Write(queue, Caller.Own, 1);

        Assert.Equal(CommitMax, Drain(queue).Count);
    }

    [Fact]
    public void The_end_of_a_full_stream_makes_no_commit_a_shared_one()
    {
        var queue = Queue();
        var other = new Caller("other");
        Write(queue, Busy, 100);
        Assert.Equal(100, Drain(queue).Count);

        // What is left of it, while the next commit is under way.
        Write(queue, Busy, 3);
        Assert.Equal(3, Drain(queue).Count);
        Write(queue, other, 4000);

        Assert.Equal(CommitMax, Drain(queue).Count);
    }

    [Fact]
    public void I13_Who_has_had_few_items_for_a_while_is_one_with_few_again()
    {
        var queue = Queue();
        Write(queue, Rare, 100);
        for (var commits = 0; commits <= 2 * CallerQueue.SharedCommits; commits++) Drain(queue);

        Write(queue, Rare, 1);
        Drain(queue);
        Write(queue, Busy, 4000);

        Assert.Equal(200, Drain(queue).Count);
    }

    [Fact]
    public async Task What_waits_is_read_after_the_end_and_then_nothing()
    {
        var queue = new CallerQueue(maxCount: 8, callerMaxCount: 2, turnCount: 1);
        var waiting = queue.WaitToReadAsync();
        queue.TryWrite(Of(Rare, 0));
        Assert.True(await waiting);
        queue.Complete();

        Assert.False(queue.TryWrite(Of(Rare, 1)));
        Assert.True(await queue.WaitToReadAsync());
        Assert.Single(ReadAll(queue));
        Assert.False(await queue.WaitToReadAsync());
    }

    [Fact]
    public void What_waits_allocates_nothing_once_there_are_lines()
    {
        var queue = Queue();
        var items = Enumerable.Range(0, 1000).Select(number => Of(Busy, number)).ToArray();
        PassThrough(queue, items);

        var before = GC.GetAllocatedBytesForCurrentThread();
        PassThrough(queue, items);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void PassThrough(CallerQueue queue, AccountQuestion[] items)
    {
        var (run, commit) = (new WorkChain(), new WorkChain());
        foreach (var item in items) run.Add(item);
        queue.Write(ref run);
        queue.Drain(ref commit, CommitMax);
        while (commit.TryTake(out _))
        {
        }
    }

    private static CallerQueue Queue() => new(maxCount: 16_384, callerMaxCount: 4096, turnCount: 32, shareMaxCount: 200);

    private static AccountQuestion Of(Caller caller, long account) => new(account) { From = caller };

    private static WorkChain RunOf(Caller caller, long first, int count)
    {
        var run = new WorkChain();
        for (var account = first; account < first + count; account++) run.Add(Of(caller, account));
        return run;
    }

    private static void Write(CallerQueue queue, Caller caller, int count)
    {
        var run = RunOf(caller, first: 0, count);
        queue.Write(ref run);
    }

    private static List<AccountQuestion> Drain(CallerQueue queue)
    {
        var (commit, items) = (new WorkChain(), new List<AccountQuestion>());
        queue.Drain(ref commit, CommitMax);
        while (commit.TryTake(out var item)) items.Add((AccountQuestion)item);
        return items;
    }

    private static long[] AccountsOf(ref WorkChain run)
    {
        var accounts = new List<long>();
        while (run.TryTake(out var item)) accounts.Add(((AccountQuestion)item).Account);
        return [.. accounts];
    }

    private static List<AccountQuestion> ReadAll(CallerQueue queue)
    {
        var read = new List<AccountQuestion>();
        while (queue.TryRead(out var item)) read.Add((AccountQuestion)item);
        return read;
    }
}
