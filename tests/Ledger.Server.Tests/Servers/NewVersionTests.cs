using Ledger.Server.Programs;

namespace Ledger.Server.Tests.Servers;

/// <summary>A new version of a program arrives with the folder of documents.</summary>
[Collection(Disturbances.Name)]
public sealed class NewVersionTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    [Fact]
    public async Task A_version_without_the_notice_that_was_promised_is_left_out_by_name_and_all_others_serve()
    {
        ErrorsAreExpected = true;
        using var programs = new ProgramFolder().Add(1).AddStore(1, 1);
        var first = Path.Combine(programs.Path, "program-1-1.yaml");
        await File.WriteAllTextAsync(first, await File.ReadAllTextAsync(first) + "\nnotice_days: 3\n");
        await BeginAnewAsync(programs);

        programs.Add(1, version: 2, activeFrom: InDays(2)).Add(2).AddStore(2, 2);
        await RestartAsync(settings => settings.Programs = programs.Path);
        Assert.Contains("program-1-2.yaml:1: active_from: version 1 asks for 3 days of notice", Refused(), StringComparison.Ordinal);
        Assert.Equal(2, await ScalarAsync<long>("SELECT count(*) FROM program"));
        Assert.Equal(Outcome.Posted, (await PostAsync(new OperationBuilder(1, 7, 3, TimeProvider.System).OpenAccount("card-1-0001"))).Outcome);
        Assert.Equal(Outcome.Posted, (await PostAsync(new OperationBuilder(2, 7, 3, TimeProvider.System).OpenAccount("card-2-0001"))).Outcome);

        programs.Add(1, version: 2, activeFrom: InDays(4));
        await RestartAsync(settings => settings.Programs = programs.Path);
        Assert.Equal(("", 3L), (Refused(), await ScalarAsync<long>("SELECT count(*) FROM program")));
    }

    [Fact]
    public async Task Comments_may_change_under_the_same_version_and_rules_may_not()
    {
        ErrorsAreExpected = true;
        using var programs = new ProgramFolder().Add(1).AddStore(1, 1);
        await BeginAnewAsync(programs);
        var file = Path.Combine(programs.Path, "program-1-1.yaml");

        await File.WriteAllTextAsync(file, "# the card of the house\n" + await File.ReadAllTextAsync(file));
        await RestartAsync(settings => settings.Programs = programs.Path);
        Assert.Equal("", Refused());

        programs.Add(1, perMinor: 500);
        await RestartAsync(settings => settings.Programs = programs.Path);
        Assert.Contains("program 1 version 1 is in the ledger with another text; raise the version", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_is_broken_is_left_out_and_so_are_the_stores_of_a_program_that_is_not_there()
    {
        ErrorsAreExpected = true;
        using var programs = new ProgramFolder().Add(1).AddStore(1, 1).Add(2).AddStore(2, 2);
        await File.WriteAllTextAsync(Path.Combine(programs.Path, "program-2-1.yaml"), "program: two\n");
        await BeginAnewAsync(programs);
        Assert.Contains("program-2-1.yaml:1: program: \"two\" is not a whole number", Refused(), StringComparison.Ordinal);
        Assert.Contains("store 2 belongs to program 2, which has no document", Refused(), StringComparison.Ordinal);
        Assert.Equal(Outcome.Posted, (await PostAsync(new OperationBuilder(1, 7, 3, TimeProvider.System).OpenAccount("card-1-0001"))).Outcome);
    }

    private string Refused() => string.Join('\n', Ledger.Host.RefusedDocuments.SelectMany(document => document.Mistakes));

    private static string InDays(int days) => DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
}
