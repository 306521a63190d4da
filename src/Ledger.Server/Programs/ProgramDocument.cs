using Ledger.Server.Rules;

namespace Ledger.Server.Programs;

/// <summary>
/// A program document: one version of one program's rules as its owner writes them, in YAML. <c>programs/demo.yaml</c> shows and explains every field.
/// </summary>
public sealed record ProgramDocument(string Name, ProgramRules Rules, string Text)
{
    private const long LargestAmount = 1_000_000_000_000;

    private static readonly Dictionary<string, PoolOrder> PoolOrders = new()
    {
        ["bonus_first"] = PoolOrder.BonusFirst,
        ["principal_first"] = PoolOrder.PrincipalFirst,
        ["proportional"] = PoolOrder.Proportional,
    };

    /// <summary>Reads a document as a whole. Throws <see cref="ProgramDocumentException"/> that names every mistake with its line.</summary>
    public static ProgramDocument Parse(string file, string text) => DocumentReader.Read(file, text, document =>
    {
        var earn = document.Mapping("earn", true, m => new { Points = m.Number("points", 1, 1000), Per = m.Number("per_minor", 1, LargestAmount) });
        var redeem = document.Mapping("redeem", true, m => new { Block = m.Number("block", 1, LargestAmount), Worth = m.Number("worth_minor", 0, LargestAmount) });
        var limits = document.Mapping("limits", true, m => new
        {
            TopUp = m.Number("top_up_minor", 1, LargestAmount),
            Debit = m.Number("debit_minor", 1, LargestAmount),
            Purchase = m.Number("purchase_minor", 1, LargestAmount),
            Points = m.Number("points", 1, LargestAmount),
            StoredValue = m.Number("stored_value_minor", 1, LargestAmount * 1000),
            PointsBalance = m.Number("points_balance", 1, LargestAmount * 1000),
            Cards = m.Number("cards", 1, 100),
        });
        var steps = document.List("top_up_bonus", m => new BonusStep(m.Number("from_minor", 1, LargestAmount), m.Number("bonus_minor", 0, LargestAmount)));
        for (var i = 1; i < steps.Count && document.IsRight; i++)
            if (steps[i].FromMinor <= steps[i - 1].FromMinor) document.Wrong("top_up_bonus", $"step {i} must start above step {i - 1}");

        var rules = new ProgramRules
        {
            Program = (short)document.Number("program", 1, short.MaxValue),
            Version = (int)document.Number("version", 1, int.MaxValue),
            ActiveFrom = document.Moment("active_from"),
            EarnPoints = earn?.Points ?? 1,
            EarnPerMinor = earn?.Per ?? 1,
            PointsValidity = document.Mapping("points_validity", true, ReadValidity) ?? Validity.Unlimited,
            RedeemBlock = redeem?.Block ?? 1,
            RedeemWorthMinor = redeem?.Worth ?? 0,
            BonusSteps = [.. steps],
            BonusValidity = document.Mapping("bonus_validity", true, ReadValidity) ?? Validity.Unlimited,
            PoolOrder = document.Choice("pool_order", PoolOrders),
            TopUpMaxMinor = limits?.TopUp ?? 1,
            DebitMaxMinor = limits?.Debit ?? 1,
            PurchaseMaxMinor = limits?.Purchase ?? 1,
            PointsMax = limits?.Points ?? 1,
            StoredValueMaxMinor = limits?.StoredValue ?? 1,
            PointsBalanceMax = limits?.PointsBalance ?? 1,
            CardsMax = (int)(limits?.Cards ?? 1),
        };
        if (document.IsRight && (Int128)(rules.PointsMax / rules.RedeemBlock) * rules.RedeemWorthMinor > LargestAmount * 1000)
            document.Wrong("redeem", "the most points one operation may redeem (limits.points) are worth more than the ledger can hold");
        if (document.IsRight && (Int128)(rules.PurchaseMaxMinor / rules.EarnPerMinor) * rules.EarnPoints > LargestAmount * 1000)
            document.Wrong("earn", "the largest purchase (limits.purchase_minor) earns more points than the ledger can hold");
        return new ProgramDocument(document.Text("name", 64), rules, text);
    });

    private static Validity ReadValidity(DocumentReader validity)
    {
        var kind = validity.Choice("kind", new Dictionary<string, ValidityKind>
        {
            ["unlimited"] = ValidityKind.Unlimited,
            ["days"] = ValidityKind.Days,
            ["months"] = ValidityKind.Months,
            ["end_of_year"] = ValidityKind.EndOfYear,
        });
        var count = validity.Number("count", 0, LongestOf(kind), otherwise: kind == ValidityKind.Unlimited ? 0 : null);
        return kind == ValidityKind.Unlimited ? Validity.Unlimited : new Validity(kind, (int)count);
    }

    // A hundred years: dates stay far from the end of the calendar.
    private static long LongestOf(ValidityKind kind) => kind switch
    {
        ValidityKind.Days => 36_500,
        ValidityKind.Months => 1_200,
        _ => 100,
    };
}
