using Ledger.Tooling.Processes;
using Ledger.Yardstick.Serving;

namespace Ledger.Yardstick.Probes;

/// <summary>Everything that is read at the edges of a measurement; the differences are what the leg has used.</summary>
internal sealed record Snapshot(long Timestamp, CpuTimes Cpu, MachineTimes Machine, WalPosition Wal, ServerFigures? Server)
{
    public static Snapshot operator -(Snapshot later, Snapshot earlier) => new(
        later.Timestamp - earlier.Timestamp, later.Cpu - earlier.Cpu, later.Machine - earlier.Machine, later.Wal - earlier.Wal,
        later.Server is null || earlier.Server is null ? null : later.Server - earlier.Server);
}
