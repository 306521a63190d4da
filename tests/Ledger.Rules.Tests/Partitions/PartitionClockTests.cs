using Ledger.Server.Partitions;
using Microsoft.Extensions.Logging;

namespace Ledger.Rules.Tests.Partitions;

/// <summary>A partition's time never goes back; that its clock was wrong is told once, and measured.</summary>
public sealed class PartitionClockTests
{
    private static readonly DateTime _start = new(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc);

    private readonly SetClock _time = new() { Now = _start };
    private readonly Lines _lines = new();
    private readonly PartitionClock _clock;

    public PartitionClockTests() => _clock = new PartitionClock(3, _time, _lines);

    [Fact]
    public void Time_goes_on_with_the_clock()
    {
        Assert.Equal(_start, _clock.NotBefore(DateTime.MinValue, _time.Now));
        _time.Now = _start.AddMinutes(5);
        Assert.Equal(_start.AddMinutes(5), _clock.NotBefore(_start, _time.Now));
        Assert.Equal(TimeSpan.Zero, _clock.Ahead);
        Assert.Empty(_lines.Told);
    }

    [Fact]
    public void A_clock_that_steps_back_is_told_once_and_again_when_it_happens_again()
    {
        var ahead = _start.AddHours(2);
        Assert.Equal(ahead, _clock.NotBefore(ahead, _time.Now));
        _time.Now = _start.AddHours(1);
        Assert.Equal((ahead, TimeSpan.FromHours(1)), (_clock.NotBefore(ahead, _time.Now), _clock.Ahead));
        Assert.Equal(["Warning: Partition 3 stands at 2026-11-22T06:00:00.0000000Z, 7200 s ahead of this server's clock"], _lines.Told);
        _time.Now = ahead.AddMinutes(1);
        Assert.Equal((ahead.AddMinutes(1), TimeSpan.Zero), (_clock.NotBefore(ahead, _time.Now), _clock.Ahead));
        _time.Now = _start;
        Assert.Equal((ahead.AddMinutes(1), TimeSpan.FromMinutes(121)), (_clock.NotBefore(ahead.AddMinutes(1), _time.Now), _clock.Ahead));
        Assert.Equal(2, _lines.Told.Count);
    }

    [Fact]
    public void What_the_clocks_of_two_servers_differ_by_is_nothing_to_tell()
    {
        Assert.Equal(_start.AddSeconds(1), _clock.NotBefore(_start.AddSeconds(1), _time.Now));
        Assert.Empty(_lines.Told);
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTime Now { get; set; }

        public override DateTimeOffset GetUtcNow() => new(Now, TimeSpan.Zero);
    }

    /// <summary>The first sentence of each line.</summary>
    private sealed class Lines : ILogger
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Told.Add($"{logLevel}: {formatter(state, exception).Split(',')[0]}, {formatter(state, exception).Split(',')[1].Trim()}");
    }
}
