using System.Globalization;
using Ledger.V1;

namespace Ledger.Tool.Words;

/// <summary>Where a role is held, as it is typed and shown: own-place, store:3, branch:1/North, program:1, ledger.</summary>
internal static class ScopeWords
{
    /// <summary>What a scope looks like.</summary>
    public const string Wanted = "own-place, store:NUMBER, branch:PROGRAM/NAME, program:NUMBER or ledger";

    /// <summary>The words of a scope.</summary>
    public static string Of(Scope? scope) => scope?.PartCase switch
    {
        Scope.PartOneofCase.OwnPlace => "own-place",
        Scope.PartOneofCase.Store => $"store:{scope.Store}",
        Scope.PartOneofCase.Branch => $"branch:{scope.Branch.Program}/{scope.Branch.Branch}",
        Scope.PartOneofCase.Program => $"program:{scope.Program}",
        Scope.PartOneofCase.Ledger => "ledger",
        _ => "",
    };

    /// <summary>
    /// The words of a grant: role@scope; of a role that a terminal is given but has no use of yet, that it is not vouched.
    /// </summary>
    public static string Of(Grant grant) =>
        $"{EnumWords.Of(grant.Role)}@{Of(grant.Scope)}{(grant is { HasVouched: true, Vouched: false } ? " (not vouched)" : "")}";

    /// <summary>Reads a scope.</summary>
    public static bool TryRead(string word, out Scope scope)
    {
        scope = new Scope();
        var (part, rest) = Halves(word, ':');
        switch (part)
        {
            case "own-place" when rest is null:
                scope.OwnPlace = true;
                return true;
            case "ledger" when rest is null:
                scope.Ledger = true;
                return true;
            case "store" when IsNumber(rest, out var store):
                scope.Store = store;
                return true;
            case "program" when IsNumber(rest, out var program):
                scope.Program = program;
                return true;
            case "branch" when rest is not null && Halves(rest, '/') is (var number, { Length: > 0 } name) && IsNumber(number, out var of):
                scope.Branch = new BranchOfProgram { Program = of, Branch = name };
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads a grant, <c>ROLE@SCOPE</c>.</summary>
    public static bool TryRead(string word, out Grant grant)
    {
        grant = new Grant();
        if (Halves(word, '@') is not (var name, { } where)) return false;
        if (!EnumWords.TryRead<Role>(name, out var role) || !TryRead(where, out Scope scope)) return false;
        (grant.Role, grant.Scope) = (role, scope);
        return true;
    }

    private static (string First, string? Second) Halves(string word, char between)
    {
        var at = word.IndexOf(between, StringComparison.Ordinal);
        return at < 0 ? (word, null) : (word[..at], word[(at + 1)..]);
    }

    private static bool IsNumber(string? word, out int number) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
