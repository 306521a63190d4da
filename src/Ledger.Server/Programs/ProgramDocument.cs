using Ledger.Rules.Program;

namespace Ledger.Server.Programs;

/// <summary>
/// A program document: one version of one program's rules as its owner writes them, in YAML. <c>docs/programs.md</c> explains every
/// section,
/// <c>programs/examples</c> shows them at work.
/// </summary>
public sealed record ProgramDocument(ProgramRules Rules, string Text)
{
    /// <summary>For people.</summary>
    public string Name => Rules.Name;

    /// <summary>The largest amount a document can name, in minor units or points.</summary>
    internal const long LargestAmount = 1_000_000_000_000;
    /// <summary>The most a balance can be, and any amount or number of points that follows from the rules.</summary>
    internal const long LargestResult = LargestAmount * 1000;
    internal const int LongestCode = 32;
    internal const int LongestName = 64;

    // What the fields that must be there are before they are read.
    private static readonly ProgramRules Blank = new()
    {
        Program = 1, Version = 1, ActiveFrom = default,
        EarnPoints = 1, EarnPerMinor = 1, PointsValidity = Validity.Unlimited, RedeemBlock = 1, RedeemWorthMinor = 0,
        BonusSteps = [], BonusValidity = Validity.Unlimited, PoolOrder = PoolOrder.BonusFirst,
        TopUpMaxMinor = 1, DebitMaxMinor = 1, PurchaseMaxMinor = 1, PointsMax = 1, StoredValueMaxMinor = 1, PointsBalanceMax = 1,
        CardsMax = 1,
    };

    /// <summary>
    /// Reads a document as a whole. Throws <see cref="ProgramDocumentException"/> that names every mistake with its line.
    /// </summary>
    public static ProgramDocument Parse(string file, string text) => Parse(file, text, fields: null);

    /// <summary>
    /// Reads a document that a ledger has taken in: what is asked of new ones since is not asked of it, because it has decided already.
    /// </summary>
    public static ProgramDocument Held(string name, string text) => Parse(name, text, fields: null, isHeld: true);

    /// <summary>True when another document says the same: comments, layout and quotes do not count.</summary>
    public bool SaysTheSameAs(ProgramDocument other) => DocumentReader.AreSame(Text, other.Text);

    internal static ProgramDocument Parse(string file, string text, ICollection<DocumentField>? fields, bool isHeld = false) =>
        DocumentReader.Read(file, text, document =>
    {
        var rules = Blank with
        {
            Program = (short)document.Number("program", 1, short.MaxValue),
            Version = (int)document.Number("version", 1, int.MaxValue),
            ActiveFrom = document.Moment("active_from"),
            NoticeDays = (int)document.Number("notice_days", 0, 365, otherwise: 0),
        };
        // Later sections look at earlier ones: all at the limits, conditions at the tiers, multipliers at the categories.
        rules = LimitSection.Read(document, rules);
        rules = TierSection.Read(document, rules);
        rules = EarnSection.Read(document, rules);
        rules = MultiplierSection.Read(document, rules);
        rules = RedeemSection.Read(document, rules);
        rules = DiscountSection.Read(document, rules);
        rules = StoredValueSection.Read(document, rules);
        rules = CardSection.Read(document, rules);
        rules = ReturnSection.Read(document, rules);
        if (document.IsRight) LargestEarning.Check(document, rules);
        if (document.IsRight && !isHeld) ReachableTiers.Check(document, rules);
        return new ProgramDocument(rules with { Name = document.Text("name", LongestName) }, text);
    }, fields, isHeld);
}
