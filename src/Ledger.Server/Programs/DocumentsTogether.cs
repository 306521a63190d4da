using Ledger.Rules.Program;

namespace Ledger.Server.Programs;

/// <summary>What a document says that is right by itself and means nothing beside the others, or beside what tills send.</summary>
internal static class DocumentsTogether
{
    // What the contract names; a till may send others, if it is told.
    private static readonly string[] _whose = ["own", "child"];

    /// <summary>Stores that conditions name and that are none of the program's.</summary>
    public static IEnumerable<string> StrangeStores(ProgramRules rules, IEnumerable<Store> stores)
    {
        var own = stores.Where(store => store.Program == rules.Program).Select(store => store.Number).ToHashSet();
        return
            from named in Conditions(rules)
            from store in named.When.Stores?.Order() ?? Enumerable.Empty<int>()
            where !own.Contains(store)
            select $"{named.Name}: store {store} is none of program {rules.Program}";
    }

    /// <summary>Birthdays that conditions look at and that the contract has no word for.</summary>
    public static IEnumerable<string> StrangeBirthdays(ProgramRules rules) => Conditions(rules)
        .Where(named => named.When.BirthdayOf is { } whose && !_whose.Contains(whose))
        .Select(named => $"{named.Name}: a birthday of \"{named.When.BirthdayOf}\" counts only where tills send that very word");

    private static IEnumerable<(string Name, Condition When)> Conditions(ProgramRules rules) =>
        rules.Multipliers.Select(one => ($"multipliers \"{one.Name}\"", one.When))
            .Concat(rules.Discounts.Select(one => ($"discounts \"{one.Name}\"", one.When)));
}
