using Ledger.Load.Recording;
using Ledger.Load.Simulations;

namespace Ledger.Load.Engine;

/// <summary>
/// The clockwork: one thread that releases what is due and naps until the next moment. It never waits for an answer, and there is no
/// timer per request. How late it was is recorded for every request.
/// </summary>
internal sealed class PacingLoop(Dispatcher dispatcher, Recorder recorder, RunClock clock)
{
    // Thoughts may be noted while it naps; this bounds how late they are seen.
    private const long NapMaxMicroseconds = 500;

    /// <summary>Releases the arrivals of an open simulation; ends when its time is over.</summary>
    /// <param name="arrivals">The arrivals; null: a pause.</param>
    /// <param name="from">Beginning of the simulation, in microseconds since the run began.</param>
    /// <param name="until">Its end.</param>
    /// <param name="stop">Ends it early.</param>
    public Task RunOpenAsync(Arrivals? arrivals, long from, long until, CancellationToken stop) => OnThread(() =>
    {
        var next = Following(arrivals, from);
        while (!stop.IsCancellationRequested)
        {
            var now = clock.Now;
            dispatcher.RunDue(now);
            while (next <= now && !stop.IsCancellationRequested)
            {
                recorder.Due(next, clock.Now - next);
                dispatcher.Arrive(next);
                next = Following(arrivals, from);
            }
            if (now >= until && next == long.MaxValue)
                return;
            NapUntil(Math.Min(next, now >= until ? long.MaxValue : until));
        }
    });

    /// <summary>Keeps terminals going round until the time is over or all requests are done.</summary>
    public Task RunClosedAsync(Round round, long until, CancellationToken stop) => OnThread(() =>
    {
        dispatcher.Begin(round);
        while (!stop.IsCancellationRequested)
        {
            var now = clock.Now;
            if (now >= until)
                break;
            dispatcher.RunDue(now);
            if (round.Left == 0)
                break;
            NapUntil(until);
        }
        dispatcher.EndRound();
    });

    /// <summary>Keeps the clockwork going without new requests until a condition holds or the time is over.</summary>
    public Task RunUntilAsync(Func<bool> holds, long until, CancellationToken stop) => OnThread(() =>
    {
        while (!stop.IsCancellationRequested && !holds() && clock.Now < until)
        {
            dispatcher.RunDue(clock.Now);
            Nap.Take(5000);
        }
    });

    private static long Following(Arrivals? arrivals, long from) =>
        arrivals is not null && arrivals.TryNext(out var due) ? from + due : long.MaxValue;

    private void NapUntil(long moment)
    {
        var wake = Math.Min(moment, dispatcher.NextDue);
        Nap.Take(Math.Min(NapMaxMicroseconds, wake - clock.Now));
    }

    private static Task OnThread(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception defect)
            {
                done.SetException(defect);
            }
        })
        { IsBackground = true, Name = "pacing", Priority = ThreadPriority.AboveNormal };
        thread.Start();
        return done.Task;
    }
}
