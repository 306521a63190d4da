using Dapper;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Totals;

/// <summary>
/// Sums of the journal that reports begin from, of one sort. They follow behind it, step by step: a step takes in the next rows of the
/// partitions, whole transactions, and moves their positions, all in one transaction. So each row is in them once, whoever makes the step
/// and wherever it is cut off; two servers at once do no harm.
/// </summary>
public sealed class FollowingTotals(NpgsqlDataSource totals, Limits limits, TimeProvider time, TotalTexts texts) : IDisposable
{
    // Any constant: it only has to be the same for all servers.
    private const long Locks = 0x546F74616C00;

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>What the log calls them.</summary>
    public string Name => texts.Name;

    /// <summary>
    /// Moves the totals on where more rows than <see cref="Limits.TotalsRestMaxRows"/> lie behind them, as long as
    /// <see cref="Limits.TotalsWaitMilliseconds"/> allow. Afterwards there may still be more: that only takes longer to read.
    /// </summary>
    /// <param name="connection">Where to look whether there are.</param>
    /// <param name="cancellation">Whoever asks has left.</param>
    public async Task CatchUpAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var rests = await RestsAsync(connection, null, cancellation);
        if (rests.Sum(partition => partition.Last - partition.Seq) <= limits.TotalsRestMaxRows) return;
        var begun = time.GetTimestamp();
        var wait = TimeSpan.FromMilliseconds(limits.TotalsWaitMilliseconds);
        if (!await _turn.WaitAsync(wait, cancellation)) return;
        try
        {
            while (time.GetElapsedTime(begun) < wait)
                if (await StepInTurnAsync(cancellation) is not { } rest || rest <= limits.TotalsRestMaxRows) return;
        }
        catch (NpgsqlException) when (!cancellation.IsCancellationRequested)
        {
            // Upkeep meets it too, and tells it. What is read from the journal instead is as right.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Takes in the next rows, no more than <see cref="Limits.TotalsStepMaxRows"/> and what their last transactions have beyond.
    /// </summary>
    /// <returns>
    /// The rows that are left; null: none could be taken in, because another server is at it or rows are missing.
    /// </returns>
    public async Task<long?> StepAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await StepInTurnAsync(cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<long?> StepInTurnAsync(CancellationToken cancellation)
    {
        await using var connection = await totals.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginNowAsync(limits.LookUpTimeoutSeconds, cancellation);
        var turn = Command("lock_totals", new { Lock = Locks + texts.Number }, transaction, cancellation);
        if (!await connection.ExecuteScalarAsync<bool>(turn)) return null;
        var rests = await RestsAsync(connection, transaction, cancellation);
        if (rests.Count == 0) return 0;
        var uptos = await UptosAsync(connection, transaction, rests, cancellation);
        var slice = new
        {
            partitions = rests.Select(partition => partition.Partition).ToArray(),
            afters = rests.Select(partition => partition.Seq).ToArray(), uptos,
        };
        if (await connection.ExecuteAsync(Command(texts.Move, slice, transaction, cancellation)) < rests.Count) return null;
        foreach (var text in texts.Add)
            await connection.ExecuteAsync(Command(text, slice, transaction, cancellation));
        await transaction.CommitAsync(cancellation);
        return rests.Zip(uptos, (partition, upto) => partition.Last - upto).Sum();
    }

    // Of each partition as large a part, so that a step is about the same stretch of time in all: a terminal's numbers are spread over
    // them. Its edge is that of a transaction.
    private async Task<long[]> UptosAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<(short Partition, long Seq, long Last)> rests,
        CancellationToken cancellation)
    {
        var part = (double)limits.TotalsStepMaxRows / rests.Sum(partition => partition.Last - partition.Seq);
        if (part >= 1) return [.. rests.Select(partition => partition.Last)];
        var rough = new
        {
            partitions = rests.Select(partition => partition.Partition).ToArray(),
            uptos = rests.Select(partition => partition.Seq + (long)Math.Ceiling((partition.Last - partition.Seq) * part)).ToArray(),
        };
        var whole = (await connection.QueryAsync<(short Partition, long Upto)>(Command("whole_until", rough, transaction, cancellation)))
            .ToDictionary(partition => partition.Partition, partition => partition.Upto);
        return [.. rests.Select(partition => Math.Min(partition.Last, whole.GetValueOrDefault(partition.Partition, partition.Last)))];
    }

    private async Task<IReadOnlyList<(short Partition, long Seq, long Last)>> RestsAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellation) =>
        [.. await connection.QueryAsync<(short, long, long)>(Command(texts.Rests, null, transaction, cancellation))];

    private CommandDefinition Command(string text, object? parameters, NpgsqlTransaction? transaction, CancellationToken cancellation) =>
        new(SqlText.Read(text), parameters, transaction, limits.ReportTimeoutSeconds, cancellationToken: cancellation);
}
