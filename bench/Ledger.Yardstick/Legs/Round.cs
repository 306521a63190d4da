using Ledger.Yardstick.Load;
using Ledger.Yardstick.Probes;

namespace Ledger.Yardstick.Legs;

/// <summary>What one round of one leg measured. Figures that a leg does not have are null.</summary>
internal sealed record Round
{
    public double TxPerSecond { get; init; }
    public double? P50Ms { get; init; }
    public double? P99Ms { get; init; }
    public double? P999Ms { get; init; }

    /// <summary>Of the same caller without another one beside it.</summary>
    public double? AloneP50Ms { get; init; }
    public double? AloneP99Ms { get; init; }

    /// <summary>How many times as long as alone the slowest hundredth takes beside the other one.</summary>
    public double? HeldUp => P99Ms / AloneP99Ms;

    /// <summary>By how much connections that do nothing make the server's memory larger.</summary>
    public double? IdleMegabytes { get; init; }

    public double ClientMicros { get; init; }
    public double? ServerMicros { get; init; }
    public double PostgresMicros { get; init; }
    public double? AllocatedBytes { get; init; }
    public double? PausedMsPerSecond { get; init; }

    /// <summary>
    /// Time the server's just-in-time compiler still took while it was measured: much of it means the warm-up was too short.
    /// </summary>
    public double? CompilingMsPerSecond { get; init; }

    public double WalBytes { get; init; }
    public double Fsyncs { get; init; }
    public double? ResidentMegabytes { get; init; }
    public double? StartSeconds { get; init; }

    /// <summary>From the start of a new process to serving, after the last one was killed.</summary>
    public double? RestartSeconds { get; init; }

    public double? RefusedShare { get; init; }
    public double? ReplayedShare { get; init; }

    /// <summary>Share of the machine's CPU that went to others: to other machines, and to processes that are not the leg's.</summary>
    public double StealShare { get; init; }
    public double ForeignShare { get; init; }

    /// <summary>What is wrong with the round: failed operations, findings of the verification. Empty: nothing.</summary>
    public IReadOnlyList<string> Wrong { get; init; } = [];

    /// <summary>False for a round that broke before it had a figure.</summary>
    public bool IsMeasured => TxPerSecond > 0;

    /// <summary>Journal rows that were verified; null: nothing to verify.</summary>
    public long? VerifiedRows { get; init; }

    /// <summary>Something a reader should know, e.g. what the verification covered.</summary>
    public string? Remark { get; init; }

    public static Round Of(Tally tally, Window window, Snapshot used)
    {
        var seconds = window.Between(0, used.Timestamp);
        var rate = tally.Answers / window.Measure.TotalSeconds;
        var round = Of(rate, seconds, used) with
        {
            P50Ms = tally.Latencies.Percentile(50) / 1000.0,
            P99Ms = tally.Latencies.Percentile(99) / 1000.0,
            P999Ms = tally.Latencies.Percentile(99.9) / 1000.0,
            RefusedShare = tally.Answers == 0 ? null : tally.Refusals / (double)tally.Answers,
            ReplayedShare = tally.Answers == 0 ? null : tally.Replays / (double)tally.Answers,
        };
        return tally.Problems == 0 && tally.Answers > 0
            ? round
            : round with { Wrong = [tally.Answers == 0 ? "nothing was answered" : $"{tally.Problems} operations failed", tally.FirstProblem
            ?? ""] };
    }

    /// <param name="rate">Transactions a second.</param>
    /// <param name="seconds">Between the two snapshots.</param>
    /// <param name="used">Their difference.</param>
    public static Round Of(double rate, TimeSpan seconds, Snapshot used)
    {
        var transactions = Math.Max(1, rate * seconds.TotalSeconds);
        var capacity = seconds.TotalSeconds * Environment.ProcessorCount;
        return new Round
        {
            TxPerSecond = rate,
            ClientMicros = used.Cpu.Client.TotalMicroseconds / transactions,
            ServerMicros = used.Cpu.Server > TimeSpan.Zero ? used.Cpu.Server.TotalMicroseconds / transactions : null,
            PostgresMicros = used.Cpu.Postgres.TotalMicroseconds / transactions,
            AllocatedBytes = used.Server?.AllocatedBytes / transactions,
            PausedMsPerSecond = used.Server?.PausedSeconds * 1000 / seconds.TotalSeconds,
            CompilingMsPerSecond = used.Server?.CompilingSeconds * 1000 / seconds.TotalSeconds,
            WalBytes = used.Wal.Bytes / transactions,
            Fsyncs = used.Wal.Syncs / transactions,
            StealShare = used.Machine.Steal.TotalSeconds / capacity,
            ForeignShare = Math.Max(0, (used.Machine.Busy - used.Cpu.Sum).TotalSeconds / capacity),
        };
    }
}
