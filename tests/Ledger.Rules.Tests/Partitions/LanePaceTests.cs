using Ledger.Server.Basics;
using Ledger.Server.Partitions;

namespace Ledger.Rules.Tests.Partitions;

/// <summary>A lane that is asked for more than it can do, in a time of its own: what callers who state a deadline get of it.</summary>
public sealed class LanePaceTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMilliseconds(500);

    /// <summary>Operations in a commit, milliseconds of a commit and of each operation in it, times the peak that is asked for.</summary>
    public static TheoryData<int, double, double, double> Loads => new()
    {
        { 1, 2, 0, 2 }, { 1, 2, 0, 5 }, { 1, 2, 0, 10 }, { 100, 3, 0.1, 2 }, { 100, 3, 0.1, 10 }, { 1000, 2, 0.07, 2 },
        { 1000, 2, 0.07, 10 },
    };

    [Theory]
    [MemberData(nameof(Loads))]
    public void I13_However_much_is_asked_what_can_be_done_is_done_in_time(int most, double commit, double each, double times)
    {
        var peak = most / (commit + most * each);
        var paced = new Day(most, commit, each, peak * times, isPaced: true).Run();
        Assert.InRange(paced.InTime / Day.Milliseconds, 0.9 * peak, 1.02 * peak);
        // Hardly anything is worked on in vain.
        Assert.InRange(paced.InVain, 0, 0.02 * paced.InTime);

        // So it is not by itself: a queue that is full holds more than anybody waits for.
        var unpaced = new Day(most, commit, each, peak * times, isPaced: false).Run();
        if (most == 1) Assert.InRange(unpaced.InTime / Day.Milliseconds, 0, 0.5 * peak);
    }

    [Fact]
    public void A_lane_that_does_what_it_is_asked_for_refuses_nobody()
    {
        foreach (var share in new[] { 0.1, 0.5, 0.9 })
            Assert.Equal(0, new Day(1000, 2, 0.07, share * 1000 / 72, isPaced: true).Run().Refused);
    }

    [Fact]
    public void A_commit_that_is_stuck_refuses_who_cannot_wait_and_keeps_who_can()
    {
        var clock = new SetClock();
        var pace = new LanePace(10, clock);
        Commit(pace, clock, 10, TimeSpan.FromMilliseconds(20));
        pace.Begin(1, isMoreWaiting: false);
        Assert.True(pace.CountBefore(clock.Until(_deadline)) > 100);
        clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(0, pace.CountBefore(clock.Until(_deadline)));
        Assert.True(pace.CountBefore(clock.Until(TimeSpan.FromSeconds(5))) > 1000);
        Assert.Equal(int.MaxValue, pace.CountBefore(DateTime.MaxValue));
    }

    [Fact]
    public void One_slow_commit_is_forgotten_when_the_next_ones_are_quick()
    {
        var clock = new SetClock();
        var pace = new LanePace(10, clock);
        Commit(pace, clock, 3, TimeSpan.FromSeconds(2));
        pace.Begin(1, isMoreWaiting: false);
        Assert.Equal(0, pace.CountBefore(clock.Until(_deadline)));
        for (var commits = 0; commits < 30; commits++) Commit(pace, clock, 3, TimeSpan.FromMilliseconds(2));
        pace.Begin(1, isMoreWaiting: false);
        Assert.True(pace.CountBefore(clock.Until(_deadline)) > 100);
    }

    [Fact]
    public void Of_a_run_there_is_taken_what_can_be_answered_in_time()
    {
        var clock = new SetClock();
        var pace = new LanePace(10, clock);
        var queue = new CallerQueue(maxCount: 1000, callerMaxCount: 1000, turnCount: 4, pace: pace);
        Commit(pace, clock, 10, TimeSpan.FromMilliseconds(100));
        pace.Begin(10, isMoreWaiting: true);
        var run = new WorkChain();
        for (var number = 0; number < 100; number++)
            run.Add(new AccountQuestion(number) { From = new Caller("one"), Deadline = clock.Until(_deadline) });
        queue.Write(ref run);
        // 450 ms, less the commit under way: three full ones.
        Assert.Equal((30, 70), (queue.Count, run.Count));
    }

    private static void Commit(LanePace pace, SetClock clock, int count, TimeSpan takes)
    {
        pace.Begin(count, isMoreWaiting: false);
        clock.Pass(takes);
        pace.Rest();
    }

    /// <summary>Ten seconds of a lane: callers come by chance, each once, and wait half a second.</summary>
    private sealed class Day(int most, double commit, double each, double perMillisecond, bool isPaced)
    {
        public const double Milliseconds = 10_000;
        private readonly Random _random = new(7);
        private readonly SetClock _clock = new();
        private double _arrival;

        public int InTime { get; private set; }
        public int InVain { get; private set; }
        public int Refused { get; private set; }

        public Day Run()
        {
            var pace = isPaced ? new LanePace(most, _clock) : null;
            var queue = new CallerQueue(16_384, 16_384, 32, pace: pace);
            for (var now = 0.0; now < Milliseconds; now = _clock.Milliseconds)
            {
                Arrive(queue, now);
                if (queue.Count == 0)
                {
                    _ = queue.WaitToReadAsync().AsTask();
                    _clock.Pass(TimeSpan.FromMilliseconds(_arrival - now));
                    continue;
                }
                Commit(queue, pace);
            }
            return this;
        }

        // As a lane does it.
        private void Commit(CallerQueue queue, LanePace? pace)
        {
            var (drained, taken) = (new WorkChain(), new List<DateTime>());
            queue.Drain(ref drained, most);
            var soon = queue.Count > 0 && pace is not null ? pace.EndOfNext() : _clock.Now;
            while (drained.TryTake(out var item))
                if (item.Deadline > _clock.Now && item.Deadline >= soon) taken.Add(item.Deadline);
            pace?.Begin(taken.Count, queue.Count > 0);
            var end = _clock.Milliseconds + (taken.Count > 0 ? commit + each * taken.Count : 0.01);
            // Callers come meanwhile, each at his moment.
            while (_arrival < end)
            {
                _clock.Pass(TimeSpan.FromMilliseconds(_arrival - _clock.Milliseconds));
                Arrive(queue, _arrival);
            }
            _clock.Pass(TimeSpan.FromMilliseconds(end - _clock.Milliseconds));
            var inTime = taken.Count(deadline => deadline >= _clock.Now);
            (InTime, InVain) = (InTime + inTime, InVain + taken.Count - inTime);
        }

        private void Arrive(CallerQueue queue, double now)
        {
            for (; _arrival <= now; _arrival -= Math.Log(1 - _random.NextDouble()) / perMillisecond)
                if (!queue.TryWrite(new AccountQuestion(1) { From = new Caller("one of many"), Deadline = _clock.Until(_deadline) }))
                    Refused++;
        }
    }

    private sealed class SetClock : TimeProvider
    {
        private readonly DateTimeOffset _start = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
        private TimeSpan _passed;

        public double Milliseconds => _passed.TotalMilliseconds;

        public DateTime Now => GetUtcNow().UtcDateTime;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _start + _passed;

        public override long GetTimestamp() => _passed.Ticks;

        public void Pass(TimeSpan time) => _passed += time > TimeSpan.Zero ? time : TimeSpan.FromTicks(1);

        public DateTime Until(TimeSpan later) => Now + later;
    }
}
