using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Ledger.Rules.Asked;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Architecture;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>Every kind has its rule, and no rule has another way to write than the transaction it is given.</summary>
public sealed partial class KindTests
{
    private static readonly IReadOnlySet<Use> _uses = Uses.In(typeof(Invariant).Assembly.Location);

    [Fact]
    public void Every_kind_is_decided_by_a_rule()
    {
        var kinds = Enum.GetValues<OperationKind>().Except([OperationKind.None, OperationKind.BlockKey]).ToList();
        Assert.Equal([], kinds.Where(kind => !HasRule(kind)));
        Assert.False(HasRule(OperationKind.BlockKey));
    }

    [Fact]
    public void Rows_are_added_by_the_transaction_alone()
    {
        var adding = _uses.Where(use => use.Type == typeof(RowBuffer).FullName && use.Member == nameof(RowBuffer.Add))
            .Select(use => use.By);
        Assert.Equal([typeof(Transaction).FullName], adding);
    }

    [Fact]
    public void No_rule_changes_the_account_it_decides_on()
    {
        string[] changes = [nameof(AccountState.Apply), nameof(AccountState.CopyFrom)];
        var changing = _uses.Where(use => use.Type == typeof(AccountState).FullName && changes.Contains(use.Member)).Select(use => use.By)
            .Distinct();
        Assert.Equal([typeof(AccountState).FullName], changing);
    }

    [Fact]
    public void The_page_on_adding_a_kind_names_every_place_and_no_other()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "adding-a-kind.md"));
        var named = Places().Matches(page).Select(place => place.Groups[1].Value).Distinct().ToList();
        Assert.Contains("src/Ledger.Rules/Decide.cs", named);
        Assert.Equal([], named.Where(place => !IsThere(place)));

        string[] folders = ["src", "proto"];
        var places = folders.SelectMany(folder =>
            Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".proto" or ".md")
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => !file.Split('/').Any(part => part is "obj" or "bin"))
            .Where(file => WordsOfWarn().IsMatch(File.ReadAllText(Path.Combine(Repository.Root, file)))).ToList();
        Assert.Contains("src/Ledger.Rules/Members/Warn.cs", places);
        Assert.Equal([], places.Where(file => !named.Any(place => FileSystemName.MatchesSimpleExpression(place, file))));
    }

    // A folder, a file, or files by a pattern.
    private static bool IsThere(string place)
    {
        var path = Path.Combine(Repository.Root, place);
        if (!place.Contains('*', StringComparison.Ordinal)) return Path.Exists(path);
        return Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path)).Any();
    }

    [GeneratedRegex(@"`((?:src|tests|proto|docs|load|bench|programs)/[^`\s]*)`")]
    private static partial Regex Places();

    [GeneratedRegex(@"\b(?:Warn|WarnAsync|Warnings|KIND_WARN)\b")]
    private static partial Regex WordsOfWarn();

    // A kind without a rule is told by its name; one with a rule may well stumble over an operation that says nothing.
    private static bool HasRule(OperationKind kind)
    {
        var operation = new Operation
        {
            Key = Guid.NewGuid(), Kind = kind, Account = 5, Store = 1, Program = 1, Terminal = 7, BusinessTime = Desk.Now,
            BusinessDate = DateOnly.FromDateTime(Desk.Now),
        };
        var state = AccountState.Restore(5, 1, 9, 500, [], [], []);
        var failure = Record.Exception(() =>
            Decide.On(state, operation, Terms.Demo.ToRules(), default, new Position(0, 10, Desk.Now), new RowBuffer()));
        return failure?.Message.StartsWith("No rule decides", StringComparison.Ordinal) != true;
    }
}
