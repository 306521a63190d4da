using Microsoft.Extensions.Logging;

namespace Ledger.Crash.Tests.Journals;

/// <summary>Keeps why partitions have stopped; everything else that is logged is of no interest here.</summary>
internal sealed class StopLog : ILogger
{
    /// <summary>The first reason; null: none has stopped.</summary>
    public Exception? Reason { get; private set; }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (logLevel == LogLevel.Critical) Reason ??= exception;
    }
}
