using Ledger.Server.Basics;
using Ledger.Server.Partitions;

namespace Ledger.Rules.Tests.Partitions;

/// <summary>I13: a queue is bounded for each caller and as a whole, and its callers take turns.</summary>
public sealed class CallerQueueTests
{
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

    private static AccountQuestion Of(Caller caller, long account) => new(account) { From = caller };

    private static List<AccountQuestion> ReadAll(CallerQueue queue)
    {
        var read = new List<AccountQuestion>();
        while (queue.TryRead(out var item)) read.Add((AccountQuestion)item);
        return read;
    }
}
