using Ledger.V1;

namespace Ledger.Client.Tests;

/// <summary>A scripted ledger, and a folder for the outbox of the terminal that its client speaks for.</summary>
public abstract class OutboxTest() : ScriptedTest(attemptsMax: 2)
{
    private protected const int Store = 1;
    private protected const int Terminal = 7;
    private readonly string _folder = Directory.CreateTempSubdirectory("outbox").FullName;

    private protected string Path => System.IO.Path.Combine(_folder, "outbox");

    /// <summary>Makes operations of the terminal at a time that stands still.</summary>
    private protected OperationBuilder Make { get; } = new(Store, Terminal, 3, new JumpingTime());

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected TerminalOutbox Open() => TerminalOutbox.Open(Path, Store, Terminal);

    private protected Operation Debit(long amountMinor) => Make.Debit(Target.Account(42), amountMinor);
}
