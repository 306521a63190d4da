namespace Ledger.Client.Tests;

/// <summary>A scripted ledger for each test, and one client of it.</summary>
/// <param name="attemptsMax">How often that client sends an operation at most.</param>
public abstract class ScriptedTest(int attemptsMax = 10) : IAsyncLifetime
{
    private protected ScriptedLedger Scripted { get; private set; } = null!;

    private protected LedgerClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Scripted = await ScriptedLedger.StartAsync();
        Client = Scripted.Client(options => options.AttemptsMax = attemptsMax);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Scripted.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
