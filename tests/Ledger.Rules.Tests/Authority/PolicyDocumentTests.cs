using Ledger.Server.Authority.Policy;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Authority;

/// <summary>The policy as a document: it has a row for everything that can be done, and for nothing else.</summary>
public sealed class PolicyDocumentTests
{
    private static readonly string _shipped = PolicyDocument.Shipped.Text;

    [Fact]
    public void The_one_that_came_with_the_server_has_a_row_for_each_call_and_each_kind()
    {
        Assert.All(
            Acts.Calls.SelectMany(service => service.Value.Select(method => $"{service.Key}/{method}")),
            call => Assert.NotNull(PolicyDocument.Shipped.Call(call)));
        // Whoever serves a member may debit him; what nobody may do would have no use.
        Assert.All(Acts.Kinds.Values, kind =>
            Assert.Contains(Roles.Named.Values, role => PolicyDocument.Shipped.ReachOf(role, kind) != Reach.None));
    }

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "    Post:       by_content\n", "", "calls.ledger.v1.Posting.Post: is missing" },
        { "    Post: ", "    Pots: 1\n    Post: ", "calls.ledger.v1.Posting.Pots: is not known here" },
        { "  debit:            { cashier: store, manager: store }\n", "", "kinds.debit: is missing" },
        { "  debit: ", "  expire: { cashier: store }\n  debit: ", "kinds.expire: is not known here" },
        { "{ finance: program, auditor: program }", "{ finance: country }", "is none of terminal, store, branch, program, ledger" },
        { "  ledger.v1.Catalogue:", "  ledger.v1.Catalog:", "calls.ledger.v1.Catalogue: is missing" },
        { "GetProgram: any_caller", "GetProgram: everybody", "\"everybody\" is none of anybody, any_caller, by_content" },
        { "adjust:           { finance", "adjust:           { admin", "kinds.adjust: admin posts nothing" },
        { "freeze:           { manager", "freeze:           { boss", "boss: is not known here" },
        { "    GrantRole:           { admin: program }", "    GrantRole: { auditor: program }", "GrantRole: admin has to have it" },
        { "accounts_by_number: [manager", "accounts_by_number: [boss", "\"boss\" is none of cashier" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_its_line(string right, string wrong, string told)
    {
        Assert.Contains(right, _shipped, StringComparison.Ordinal);
        var at = _shipped.IndexOf(right, StringComparison.Ordinal);
        var refused = Assert.Throws<ProgramDocumentException>(
            () => PolicyDocument.Parse("mine.yaml", $"{_shipped[..at]}{wrong}{_shipped[(at + right.Length)..]}"));
        var mistake = Assert.Single(refused.Mistakes, one => one.Contains(told, StringComparison.Ordinal));
        Assert.Matches(@"^mine\.yaml:\d+: ", mistake);
    }

    [Fact]
    public void One_that_the_ledger_holds_from_another_version_answers_what_it_has_rows_for()
    {
        var held = PolicyDocument.Held("policy version 1", _shipped
            .Replace("    GetClose: ", "    GetClosed: ", StringComparison.Ordinal)
            .Replace("  ledger.v1.Catalogue:\n    GetProgram: any_caller\n    ListStores: any_caller\n", "", StringComparison.Ordinal)
            .Replace("  adjust:           { finance: program }", "  correct: { finance: program }", StringComparison.Ordinal)
            .Replace("debit:            { cashier: store, manager: store }", "debit: { manager: store }", StringComparison.Ordinal));

        Assert.Equal(Reach.Terminal, held.ReachOf(Role.Cashier, "ledger.v1.Reporting/GetClose"));
        Assert.Equal(CallRule.AnyCaller, held.Call("ledger.v1.Catalogue/ListStores")!.Rule);
        Assert.Equal(Reach.Program, held.ReachOf(Role.Finance, Acts.Kinds["adjust"]));
        Assert.Equal((Reach.None, Reach.Store),
            (held.ReachOf(Role.Cashier, Acts.Kinds["debit"]), held.ReachOf(Role.Manager, Acts.Kinds["debit"])));
    }
}
