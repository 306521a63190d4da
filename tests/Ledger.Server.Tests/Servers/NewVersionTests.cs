using Ledger.Server.Programs;

namespace Ledger.Server.Tests.Servers;

/// <summary>A new version of a program arrives with the folder of documents.</summary>
[Collection(Disturbances.Name)]
public sealed class NewVersionTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task A_version_without_the_notice_that_was_promised_is_refused_by_name_and_nothing_of_the_folder_is_taken_in()
    {
        using var programs = new ProgramFolder().Add(1).AddStore(1, 1);
        var first = Path.Combine(programs.Path, "program-1-1.yaml");
        await File.WriteAllTextAsync(first, await File.ReadAllTextAsync(first) + "\nnotice_days: 3\n");
        await BeginAnewAsync(programs);

        programs.Add(1, version: 2, activeFrom: InDays(2)).Add(2).AddStore(2, 2);
        var refused = await Assert.ThrowsAsync<ProgramDocumentException>(() =>
            StartAnotherAsync(settings => settings.Programs = programs.Path));
        Assert.Contains("program-1-2.yaml:1: active_from: version 1 asks for 3 days of notice", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync<long>("SELECT count(*) FROM program"));

        programs.Add(1, version: 2, activeFrom: InDays(4));
        await RestartAsync(settings => settings.Programs = programs.Path);
        Assert.Equal(3, await ScalarAsync<long>("SELECT count(*) FROM program"));
    }

    [Fact]
    public async Task Comments_may_change_under_the_same_version_and_rules_may_not()
    {
        using var programs = new ProgramFolder().Add(1).AddStore(1, 1);
        await BeginAnewAsync(programs);
        var file = Path.Combine(programs.Path, "program-1-1.yaml");

        await File.WriteAllTextAsync(file, "# the card of the house\n" + await File.ReadAllTextAsync(file));
        await RestartAsync(settings => settings.Programs = programs.Path);

        programs.Add(1, perMinor: 500);
        var refused = await Assert.ThrowsAsync<ProgramDocumentException>(() =>
            StartAnotherAsync(settings => settings.Programs = programs.Path));
        Assert.Contains("program 1 version 1 is in the ledger with another text; raise the version", refused.Message,
            StringComparison.Ordinal);
    }

    private static string InDays(int days) => DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
}
