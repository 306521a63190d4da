namespace Ledger.Load.Engine;

/// <summary>The terminals that wait for a request; the one that has waited longest comes first. Under the dispatcher's lock.</summary>
internal sealed class FreeTerminals
{
    private readonly Queue<Terminal> _queue = new();

    public void Add(Terminal terminal)
    {
        terminal.State = TerminalState.Free;
        if (terminal.IsQueued)
            return;
        terminal.IsQueued = true;
        _queue.Enqueue(terminal);
    }

    public Terminal? Take()
    {
        while (_queue.TryDequeue(out var terminal))
        {
            terminal.IsQueued = false;
            // It may have begun to forward while it stood in the queue.
            if (terminal.State == TerminalState.Free)
                return terminal;
        }
        return null;
    }
}
