using Ledger.Crash.Tests.Journals;

namespace Ledger.Crash.Tests.Worker;

public sealed class ClockTests
{
    [Fact]
    public async Task A_clock_that_steps_back_posts_nothing_earlier_than_what_is_there()
    {
        var store = new JournalStore(1);
        DateTime last;
        await using (var rig = await WorkerRig.StartAsync(accounts: 1, store: store))
        {
            await rig.PostedAsync(Members.TopUp(1, 10));
            last = store.Rows(0)[^1].PostedAt;
            rig.Time.Set(Members.Start.AddMinutes(-10));
            await rig.PostedAsync(Members.TopUp(1, 10));
            Assert.Equal(last, store.Rows(0)[^1].PostedAt);
            await rig.StopAsync();
        }
        // A writer that starts under the wrong clock knows it from the journal.
        await using var next = new WorkerRig(store, time: new InstantTime(Members.Start.AddDays(-1)));
        next.Tick();
        await next.Worker.Settled.WaitAsync(WorkerRig.Patience);
        await next.PostedAsync(Members.TopUp(1, 10));
        Assert.Equal(last, store.Rows(0)[^1].PostedAt);
    }
}
