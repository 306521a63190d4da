using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Architecture;
using Ledger.Rules.Tests.Deciding;
using Ledger.Rules.Value;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs.Examples;

/// <summary>The twelve example programs as they ship, at work through the pure core.</summary>
internal static class Example
{
    public static ProgramRules RulesOf(string name) =>
        ProgramDocument.Parse(name, File.ReadAllText(Path.Combine(Repository.Root, "programs", "examples", $"{name}.yaml"))).Rules;

    /// <summary>An account of the program, opened without a card.</summary>
    public static Till Open(string name, params Birthday[] birthdays)
    {
        var till = new Till(RulesOf(name));
        if (birthdays.Length > 0) till.Post(OperationKind.Describe, terms: new MemberTerms([], birthdays));
        return till;
    }

    /// <summary>Buys for so much, paid by other means, on a date; returns the points it earned.</summary>
    public static long Buys(this Till till, DateOnly date, params CheckoutLine[] lines)
    {
        till.Date = date;
        till.Checkout(0, 0, lines);
        Assert.Equal(Outcome.Posted, till.Outcome);
        return till.Detail.Basket!.EarnedPoints;
    }

    /// <summary>What the same purchase would cost, without posting it.</summary>
    public static long Price(this Till till, DateOnly date, params CheckoutLine[] lines)
    {
        till.Date = date;
        till.Post(OperationKind.Checkout, lines.Sum(line => line.AmountMinor),
            terms: new CheckoutTerms(lines, 0, 0, RestMinor: long.MaxValue, ChargedPrices: false));
        Assert.Equal(Outcome.RestDiffers, till.Outcome);
        return till.Figure;
    }

    public static Till Holding(this Till till, long points)
    {
        till.Post(OperationKind.Adjust, points, Asset.Points, note: "start");
        return till;
    }

    public static NewCard Card(string lastFour, string type = "") => new(Guid.CreateVersion7(), lastFour, type);

    public static DateOnly Day(int year, int month, int day) => new(year, month, day);
}
