using Ledger.Server.Audit;

namespace Ledger.Crash.Tests.Damage;

public sealed class VerificationTests(SoundLedger ledger) : IClassFixture<SoundLedger>
{
    public static TheoryData<string> JournalHarms => [.. Harm.OfTheJournal.Select(harm => harm.Name)];

    public static TheoryData<string> TableHarms => [.. Harm.OfTheTables.Select(harm => harm.Name)];

    [Fact]
    public async Task A_sound_ledger_gives_no_finding_and_everything_in_it_is_read()
    {
        var report = await Verification.RunAsync(await ledger.CopyAsync(), default);

        Assert.Empty(report.Findings);
        Assert.Equal(
            (SoundLedger.Members, SoundLedger.Members * SoundLedger.TransactionsOfAMember, SoundLedger.Members * SoundLedger.RowsOfAMember),
            (report.Accounts, report.Transactions, report.Rows));
        foreach (var invariant in new[] { "I1", "I2", "I3", "I5", "I6", "I7", "I9", "I12" })
            Assert.Contains(report.Checks, check => check.Split(' ').Contains(invariant));
        foreach (var (_, _, invariant) in Harm.OfTheJournal.Concat(Harm.OfTheTables))
            Assert.Contains(report.Checks, check => check.Contains(invariant, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(JournalHarms))]
    public Task I1_I2_I3_I5_I6_I7_I9_I12_Damage_to_the_journal_is_found_and_named(string name) =>
        IsFoundAsync(Harm.OfTheJournal.Single(harm => harm.Name == name));

    [Theory]
    [MemberData(nameof(TableHarms))]
    public Task I6_I12_Damage_to_checkpoints_and_cards_is_found_and_named(string name) =>
        IsFoundAsync(Harm.OfTheTables.Single(harm => harm.Name == name));

    [Fact]
    public async Task More_findings_than_are_listed_are_counted()
    {
        var copy = await ledger.CopyAsync();
        await LedgerToDamage.DamageAsync(copy, "UPDATE journal SET principal_after = principal_after + 1");

        var (_, print) = await VerifyCommandTests.RunAsync(copy);

        Assert.Equal(Verification.FindingsMax, print.Split('\n').Count(line => line.Contains("BROKEN", StringComparison.Ordinal)));
        Assert.DoesNotContain($"NOT sound: {Verification.FindingsMax} findings", print, StringComparison.Ordinal);
    }

    private async Task IsFoundAsync((string Name, string Sql, string Invariant) harm)
    {
        var copy = await ledger.CopyAsync();
        Assert.True(await LedgerToDamage.DamageAsync(copy, harm.Sql) > 0, "Nothing was damaged: the test tests nothing.");

        var report = await Verification.RunAsync(copy, default);

        Assert.False(report.IsSound, $"{harm.Name} was not found.");
        Assert.Contains(report.Findings, finding => finding.Invariant == harm.Invariant);
    }
}
