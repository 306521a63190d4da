using Ledger.Crash.Tests.Journals;
using Ledger.Server.Partitions;

namespace Ledger.Crash.Tests.Worker;

public sealed class StopTests
{
    [Fact]
    public async Task I4_Stopping_finishes_what_has_queued_then_writes_the_checkpoints_and_gives_the_partition_back()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 2);
        var occupied = await rig.OccupyAsync(1);
        var queued = Enumerable.Range(0, 20).Select(i => rig.Hand(Members.TopUp(1 + i % 2, 10))).ToArray();
        rig.Worker.Stop();
        occupied.Open();
        await rig.Running.WaitAsync(WorkerRig.Patience);

        foreach (var posting in queued) Assert.Equal(V1.Outcome.Posted, (await posting.Answered).Outcome);
        var (_, nextSeq, checkpointSeq, leaseLives) = rig.Store.State(0);
        Assert.Equal((nextSeq - 1, false), (checkpointSeq, leaseLives));
        Assert.Equal((100, 100), (rig.Store.Checkpoints(0)[1].Principal, rig.Store.Checkpoints(0)[2].Principal));
        Assert.Equal(PartitionStatus.Stopped, rig.Status);
    }

    [Fact]
    public async Task What_comes_after_the_stop_is_told_so_at_once()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        await rig.StopAsync();

        var late = rig.Hand(Members.TopUp(1, 10));

        Assert.True(late.HasAnswer);
        Assert.Equal("GOING_DOWN", (await late.Answered).Reason);
    }

    [Fact]
    public async Task I13_Stopping_with_the_database_away_ends_and_answers_everybody()
    {
        await using var rig = await WorkerRig.StartAsync(accounts: 1);
        var occupied = await rig.OccupyAsync(1);
        var queued = Enumerable.Range(0, 20).Select(_ => rig.Hand(Members.TopUp(1, 10))).ToArray();
        rig.Script.Always = AppendFault.UnknownLost;
        foreach (var step in Enum.GetValues<JournalStep>().Except([JournalStep.Append])) rig.Script.Throw(step, int.MaxValue);
        rig.Worker.Stop();
        occupied.Open();
        await rig.Running.WaitAsync(WorkerRig.Patience);

        foreach (var posting in queued) Assert.Equal("DATABASE_AWAY", (await posting.Answered).Reason);
    }

    [Fact]
    public async Task I6_A_stop_whose_checkpoint_fails_loses_nothing_the_next_start_reads_the_tail()
    {
        var rig = await WorkerRig.StartAsync(accounts: 1);
        await rig.PostedAsync(Members.TopUp(1, 500));
        rig.Script.Throw(JournalStep.Checkpoint, int.MaxValue);
        await rig.DisposeAsync();

        await using var next = new WorkerRig(rig.Store);
        Assert.Equal(500, (await next.AskAsync(1)).Principal);
    }
}
