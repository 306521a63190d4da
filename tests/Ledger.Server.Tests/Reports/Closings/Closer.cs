using Ledger.Server.Basics;
using Ledger.Server.Journal.Closings;
using Npgsql;

namespace Ledger.Server.Tests.Reports.Closings;

/// <summary>A server's closings without the server: it makes steps of its own size, under the server's role.</summary>
internal sealed class Closer : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly Limits _limits = new();
    private readonly MonthClosings _closings;

    public Closer(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = 4, Options = "-c role=ledger_server" };
        _source = NpgsqlDataSource.Create(builder);
        _closings = new MonthClosings(_source, _limits);
    }

    public Task<ClosingStep?> StepAsync(short partition, DateTime until, int maxRows, CancellationToken cancellation = default)
    {
        _limits.ClosingStepMaxRows = maxRows;
        return _closings.StepAsync(partition, until, cancellation);
    }

    /// <summary>A step that is cut off somewhere, or not.</summary>
    public async Task CutOffAsync(short partition, DateTime until, int maxRows, TimeSpan after)
    {
        using var cut = new CancellationTokenSource(after);
        try
        {
            await StepAsync(partition, until, maxRows, cut.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Closes all months of a partition that are over.</summary>
    public async Task CloseAsync(short partition, DateTime until, int maxRows = 20_000)
    {
        while (await StepAsync(partition, until, maxRows) is not null) { }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
