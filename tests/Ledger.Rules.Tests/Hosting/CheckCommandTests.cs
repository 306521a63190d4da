using Ledger.Rules.Tests.Programs;
using Ledger.Rules.Tests.Architecture;
using Ledger.Server.Hosting;

namespace Ledger.Rules.Tests.Hosting;

/// <summary>Documents are checked from the command line, without a ledger.</summary>
public sealed class CheckCommandTests
{
    [Fact]
    public void What_is_right_is_told_with_what_it_is()
    {
        var (status, told, mistakes) = Check(InPrograms("demo.yaml"), InPrograms("stores.yaml"));
        Assert.Equal((0, $"{InPrograms("demo.yaml")}: OK, program 1 \"Member card\" version 1\n{InPrograms("stores.yaml")}: OK, 2 stores\n",
            ""), (status, told, mistakes));
    }

    [Fact]
    public void Every_mistake_of_every_file_is_told_and_the_others_are_checked_all_the_same()
    {
        var broken = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(broken, SampleDocument.With("name: Card\nversion: 1\n", ""));
        try
        {
            var (status, told, mistakes) = Check(broken, broken + ".gone", InPrograms("demo.yaml"));
            Assert.Equal(2, status);
            Assert.Single(told.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            var lines = mistakes.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(3, lines.Length);
            Assert.Equal([$"{broken}:1: name: is missing.", $"{broken}:1: version: is missing."], lines[..2].Order(StringComparer.Ordinal));
            Assert.Contains(broken + ".gone", lines[2], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(broken);
        }
    }

    [Fact]
    public void A_character_that_nobody_sees_is_told_with_its_line()
    {
        var broken = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(broken, SampleDocument.With("name: Card", "name: Ca\u200Brd"));
        try
        {
            var (status, _, mistakes) = Check(broken);
            Assert.Equal((2, $"{broken}:2: U+200B is in this line, which nobody sees as what it is.\n"), (status, mistakes));
        }
        finally
        {
            File.Delete(broken);
        }
    }

    [Fact]
    public void What_means_nothing_beside_the_other_documents_of_the_folder_is_told()
    {
        var folder = Directory.CreateTempSubdirectory("ledger-check-").FullName;
        try
        {
            var (card, stores) = (Path.Combine(folder, "card.yaml"), Path.Combine(folder, "stores.yaml"));
            File.WriteAllText(card, SampleDocument.Text + """
                discounts:
                  - { name: Corner, pay: "80%", when: { stores: [1, 9], birthday: { of: kid } } }

                """);
            File.WriteAllText(stores, """
                stores:
                  - { store: 1, program: 1, name: A, time_zone: UTC }
                  - { store: 2, program: 7, name: B, time_zone: UTC }
                """);
            var (status, told, mistakes) = Check(card, stores);
            Assert.Equal((2, ""), (status, told));
            Assert.Equal($"{card}:1: discounts \"Corner\": store 9 is none of program 1 (stores.yaml).\n"
                + $"{stores}:3: stores[1].program: no document is of program 7.\n", mistakes);

            File.Delete(stores);
            (status, told, _) = Check(card);
            Assert.Equal(0, status);
            Assert.Contains("a birthday of \"kid\" counts only where tills send that very word", told, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (int Status, string Told, string Mistakes) Check(params string[] files)
    {
        using var told = new StringWriter { NewLine = "\n" };
        using var mistakes = new StringWriter { NewLine = "\n" };
        return (CheckCommand.Run(files, told, mistakes), told.ToString(), mistakes.ToString());
    }

    private static string InPrograms(string name) => Path.Combine(Repository.Root, "programs", name);
}
