using Ledger.Load.Audit;
using Ledger.Load.Data;
using Ledger.Load.Recording;
using Ledger.Load.Scenarios;
using Ledger.V1;

namespace Ledger.Load.Engine;

/// <summary>
/// Makes the calls of terminals: 1 make the operation → 2 send it until it is answered or the policy ends → 3 into the audit's book →
/// 4 into the figures → 5 the terminal is done. Without a network: store it, forward in order later.
/// </summary>
internal sealed class Caller(
    ITarget target, OperationMaker maker, IReadOnlyList<Step> steps, Recorder recorder, AnswerBook book, RecentAccounts recent,
    RecentSales sales, Insistence insistence, SpellClock spells, RunClock clock)
{
    private static readonly TimeSpan _forwardAgain = TimeSpan.FromSeconds(1);

    private Dispatcher? _dispatcher;

    /// <summary>Where terminals are told to be done; set once, because each knows the other.</summary>
    public Dispatcher Dispatcher
    {
        get => _dispatcher ?? throw new InvalidOperationException("The caller has no dispatcher yet.");
        set => _dispatcher = value;
    }

    /// <summary>A defect of the program that a call ran into; the run ends with it.</summary>
    public Exception? Defect { get; private set; }

    public async void Begin(Terminal terminal)
    {
        long? tryAgainAt = null;
        try
        {
            tryAgainAt = await RunAsync(terminal);
        }
        catch (Exception defect)
        {
            // Not the target's doing: those come as answers. Nothing may be reported as if it had worked.
            Defect ??= defect;
        }
        Dispatcher.Complete(terminal, tryAgainAt);
    }

    private async ValueTask<long?> RunAsync(Terminal terminal)
    {
        if (terminal.Request is not { } request)
            return await ForwardAsync(terminal);
        if (spells.BackAt(terminal, clock.Now) is { } backAt)
        {
            Store(terminal, request, backAt);
            return null;
        }
        if (terminal.HasStored)
        {
            // Back, but what was sold before has not been forwarded: the order of the terminal's operations holds.
            Store(terminal, request, request.Intended);
            return await ForwardAsync(terminal);
        }
        var step = steps[request.Step];
        if (step.IsQuestion)
            await AskAsync(terminal, request, step);
        else if (step.BatchCount > 1)
            await PostBatchAsync(terminal, request);
        else if (request.Repeats && terminal.Last is { } last)
            await RepeatAsync(terminal, request, last.Operation, last.Fingerprint);
        else
            await PostAsync(terminal, request);
        return null;
    }

    private async ValueTask PostAsync(Terminal terminal, Request request)
    {
        var operation = maker.Make(terminal, request.Step, request.First);
        recorder.WasSent(request.Intended);
        var started = clock.Now;
        var (answer, attempts) = await insistence.InsistAsync(() =>
            target.PostAsync(terminal.Connection, operation, CancellationToken.None));
        Settle(terminal, operation, answer);
        recorder.Ended(
            new Sample(request.Step, request.Intended, started, clock.Now, answer.Ending, 1, attempts, Forwarded: false),
            request.Intended, [answer.Outcome]);
    }

    /// <summary>The same operation under the same key: nothing may move, and the answer must be the first one.</summary>
    private async ValueTask RepeatAsync(Terminal terminal, Request request, Operation operation, ulong first)
    {
        recorder.WasSent(request.Intended);
        var started = clock.Now;
        var (answer, attempts) = await insistence.InsistAsync(() =>
            target.PostAsync(terminal.Connection, operation, CancellationToken.None));
        if (answer.Receipt is { } receipt)
            book.Repeated(operation, receipt, first);
        recorder.Ended(
            new Sample(steps.Count - 1, request.Intended, started, clock.Now, answer.Ending, 1, attempts, Forwarded: false),
            request.Intended, [answer.Outcome]);
    }

    private async ValueTask PostBatchAsync(Terminal terminal, Request request)
    {
        var operations = new List<Operation>(request.More.Count + 1) { maker.Make(terminal, request.Step, request.First) };
        foreach (var draft in request.More)
            operations.Add(maker.Make(terminal, request.Step, draft));
        recorder.WasSent(request.Intended);

        var started = clock.Now;
        var answers = new Answer[operations.Count];
        var open = Enumerable.Range(0, operations.Count).ToList();
        var attempts = 0;
        var mayHaveBeenPosted = new bool[operations.Count];
        while (true)
        {
            attempts++;
            var part = await target.PostBatchAsync(terminal.Connection, [.. open.Select(i => operations[i])], CancellationToken.None);
            for (var i = 0; i < open.Count; i++)
            {
                mayHaveBeenPosted[open[i]] |= part[i].MayHaveBeenPosted;
                answers[open[i]] = part[i] with { MayHaveBeenPosted = part[i].Receipt is null && mayHaveBeenPosted[open[i]] };
            }
            var delay = open.Max(i => answers[i].RetryDelay);
            open.RemoveAll(i => !answers[i].WorthRetry);
            if (open.Count == 0 || !await insistence.PauseAsync(attempts, started, delay))
                break;
        }
        for (var i = 0; i < answers.Length; i++)
            Settle(terminal, operations[i], answers[i]);
        var ending = answers.Max(answer => answer.Ending);
        recorder.Ended(
            new Sample(request.Step, request.Intended, started, clock.Now, ending, answers.Length, attempts, Forwarded: false),
            request.Intended, [.. answers.Select(answer => answer.Outcome)]);
    }

    private async ValueTask AskAsync(Terminal terminal, Request request, Step step)
    {
        var about = maker.TargetOf(request.First);
        recorder.WasSent(request.Intended);
        var started = clock.Now;
        var (answer, attempts) = await insistence.InsistAsync(
            () => target.AskAsync(terminal.Connection, about, step.Kind == StepKind.Statement, CancellationToken.None));
        recorder.Ended(
            new Sample(request.Step, request.Intended, started, clock.Now, answer.Ending, 0, attempts, Forwarded: false),
            request.Intended, [answer.Outcome]);
    }

    private void Store(Terminal terminal, Request request, long due)
    {
        terminal.Stored ??= new Queue<StoredOperation>();
        if (terminal.Stored.Count >= OfflineSpells.StoredMaxCount)
        {
            recorder.WasNotSent(request.Intended);
            return;
        }
        var operation = maker.Make(terminal, request.Step, request.First);
        recorder.WasStored(request.Intended, Math.Max(0, due - request.Intended));
        terminal.Stored.Enqueue(new StoredOperation(operation, request.Step, request.Intended, Math.Max(due, request.Intended)));
    }

    /// <summary>One after the other, in order; stops at the first that is not answered. Returns when to try again.</summary>
    private async ValueTask<long?> ForwardAsync(Terminal terminal)
    {
        while (terminal.Stored!.TryPeek(out var stored))
        {
            if (!stored.WasSent)
                recorder.WasSent(stored.Intended);
            stored.WasSent = true;
            var started = clock.Now;
            var (answer, attempts) = await insistence.InsistAsync(
                () => target.PostAsync(terminal.Connection, stored.Operation, CancellationToken.None));
            if (answer.WorthRetry && !insistence.HasEnded)
                return clock.Now + (long)_forwardAgain.TotalMicroseconds;
            terminal.Stored.Dequeue();
            Settle(terminal, stored.Operation, answer);
            recorder.Ended(
                new Sample(stored.Step, stored.Due, started, clock.Now, answer.Ending, 1, attempts, Forwarded: true),
                stored.Intended, [answer.Outcome]);
        }
        return null;
    }

    /// <summary>What still lies on terminals when waiting has ended: failed, and unknown if it was ever sent.</summary>
    public void GiveUpStored(IEnumerable<Terminal> terminals)
    {
        foreach (var terminal in terminals)
        {
            while (terminal.Stored is { } queue && queue.TryDequeue(out var stored))
            {
                if (stored.WasSent)
                    book.Unknown(stored.Operation);
                else
                    recorder.WasNotSent(stored.Intended);
            }
        }
    }

    private void Settle(Terminal terminal, Operation operation, Answer answer)
    {
        if (answer.Receipt is { } receipt)
        {
            terminal.Last = (operation, book.Answered(operation, receipt));
            if (operation.KindCase == Operation.KindOneofCase.OpenAccount && answer.Ending == Ending.Ok)
                recent.Add(receipt.Account);
            if (answer.Ending == Ending.Ok)
                sales.Note(operation, receipt);
        }
        else if (answer.MayHaveBeenPosted)
        {
            book.Unknown(operation);
        }
    }
}
