using Ledger.Crash.Tests.Processes;

namespace Ledger.Crash.Tests.Damage;

public sealed class VerifyCommandTests(SoundLedger ledger) : IClassFixture<SoundLedger>
{
    [Fact]
    public async Task A_sound_ledger_ends_with_0_and_a_print_of_what_was_checked()
    {
        var (exitCode, print) = await RunAsync(await ledger.CopyAsync());

        Assert.Equal(0, exitCode);
        Assert.Contains("Read 180 rows of 120 transactions on 12 accounts.", print, StringComparison.Ordinal);
        Assert.Contains("  checked: I7 ", print, StringComparison.Ordinal);
        Assert.Contains("The ledger is sound.", print, StringComparison.Ordinal);
        Assert.DoesNotContain("BROKEN", print, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_ledger_ends_with_1_and_names_the_invariant_and_the_place()
    {
        var copy = await ledger.CopyAsync();
        await LedgerToDamage.DamageAsync(copy, "DELETE FROM journal WHERE partition = 0 AND seq = 5");

        var (exitCode, print) = await RunAsync(copy);

        Assert.Equal(1, exitCode);
        Assert.Contains("  BROKEN I7: row 6 of partition 0", print, StringComparison.Ordinal);
        Assert.Contains("The ledger is NOT sound", print, StringComparison.Ordinal);
    }

    /// <summary>The program's command on the ledger that <paramref name="connection"/> leads to.</summary>
    internal static Task<(int ExitCode, string Output)> RunAsync(string connection) =>
        ServerProcess.RunAsync(["verify"], new Dictionary<string, string> { ["LEDGER_CONNECTION"] = connection });
}
