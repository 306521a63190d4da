using BenchmarkDotNet.Attributes;
using Ledger.Rules;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Deciding;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Programs;

namespace Ledger.Bench;

/// <summary>
/// A basket of ten lines decided under the richest example programs: priced line by line, points and stored value taken, points earned with
/// categories, multipliers and bonus, counted for tiers.
/// </summary>
public class CheckingOut
{
    private readonly RowBuffer _rows = new();
    private AccountState _state = null!;
    private Operation _operation = null!;
    private ProgramRules _rules = null!;

    [Params("department-store", "pharmacy", "restaurant", "mother-and-baby")]
    public string Program { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        _rules = ProgramDocument.Parse(Program,
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "examples", $"{Program}.yaml"))).Rules;
        var day = DateOnly.FromDateTime(Samples.Now);
        var activity = Activity.None;
        for (var month = 0; month < 12; month++) activity = activity.With(day.AddMonths(-month), new ActivitySum(2, 20_000, 20));
        _state = AccountState.Restore(
            Samples.Account, _rules.Program, 10, 500_000, [new Lot(day.AddDays(30), 5_000), new Lot(day.AddDays(400), 5_000)],
            [new Lot(day.AddDays(200), 5_000)], [],
            Membership.New with { Tier = _rules.Tiers.Length > 1 ? _rules.Tiers[1].Code : "",
            Birthdays = [new Birthday("child", 11, 22), new Birthday("own", 3, 8)] },
            activity);
        var lines = new CheckoutLine[10];
        var categories = _rules.Categories.Keys.ToArray();
        for (var line = 0; line < lines.Length; line++)
            lines[line] = new CheckoutLine(4_990 + line, categories.Length > 0 && line % 3 == 0 ? categories[line % categories.Length] : "",
                line == 7, line == 8);
        var points = _rules.RedeemWorthMinor > 0 && _rules.PointsSharePermille > 0 ? _rules.RedeemBlock : 0;
        _operation = new Operation
        {
            Key = Guid.CreateVersion7(),
            Kind = OperationKind.Checkout,
            Account = Samples.Account,
            AccountStated = true,
            Store = 1602,
            Program = _rules.Program,
            Terminal = 7,
            BusinessTime = Samples.Now,
            BusinessDate = day,
            Asked = lines.Sum(line => line.AmountMinor),
            Terms = new CheckoutTerms(lines, points, 10_000, null, false),
        };
        if (Decided() < 2) throw new InvalidOperationException($"The basket is refused as {_rows[0].Outcome}.");
    }

    [Benchmark]
    public int Decided()
    {
        _rows.Truncate(0);
        Decide.On(_state, _operation, _rules, default, new Position(0, 11, Samples.Now), _rows);
        return _rows.Count;
    }
}
