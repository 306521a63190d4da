namespace Ledger.Load.Scenarios;

/// <summary>What a step does: the operations and questions of the typed client.</summary>
public enum StepKind
{
    /// <summary>Opens a new account with a card; it joins the recent ones.</summary>
    OpenAccount,

    /// <summary>Issues a further card for an account.</summary>
    IssueCard,

    /// <summary>Loads stored value.</summary>
    TopUp,

    /// <summary>Points for a purchase, by the program's rate.</summary>
    Accrue,

    /// <summary>Stated points, with a reason.</summary>
    AccruePoints,

    /// <summary>Takes stored value.</summary>
    Debit,

    /// <summary>Spends points.</summary>
    Redeem,

    /// <summary>Adds to the principal by hand.</summary>
    Adjust,

    /// <summary>A purchase in one step that earns points: of lines, paid with stored value or by other means.</summary>
    Checkout,

    /// <summary>Gives back part of a sale that this run posted lately; of a key that nobody used when there is none.</summary>
    Refund,

    /// <summary>Asks for the balances.</summary>
    Balance,

    /// <summary>Asks for the first page of the statement.</summary>
    Statement,
}

/// <summary>One thing that terminals do, with its weight among the others.</summary>
public sealed record Step
{
    /// <summary>What is done.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>What the report calls it; the kind's own name when nothing is said. Unique in a scenario.</summary>
    public required string Name { get; init; }

    /// <summary>Its weight: chosen with this weight over the sum of all.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>
    /// Minor units (top-up, purchase, debit, adjustment, checkout, refund) or points (redemption, stated accrual), evenly from the range.
    /// </summary>
    public AmountRange Amount { get; init; } = new(1000, 1000);

    /// <summary>Amounts are multiples of this; the range's lower end is rounded up.</summary>
    public long MultipleOf { get; init; } = 1;

    /// <summary>Debits: take what is there.</summary>
    public bool AllowPartial { get; init; }

    /// <summary>Checkouts: pay with as much stored value as there is; otherwise all is paid by other means.</summary>
    public bool StoredValue { get; init; }

    /// <summary>Checkouts: over how many lines the amount is spread, 1 to 200; fewer when it is less than a minor unit each.</summary>
    public int LinesCount { get; init; } = 3;

    /// <summary>Stated accruals and adjustments: why.</summary>
    public string Reason { get; init; } = "load";

    /// <summary>Work on an account that was opened lately by this run, when there is one.</summary>
    public bool OnRecent { get; init; }

    /// <summary>Operations of one request: 1 goes alone (Post), more go as a list (PostBatch), at most 1000.</summary>
    public int BatchCount { get; init; } = 1;

    /// <summary>True for questions, which move nothing.</summary>
    public bool IsQuestion => Kind is StepKind.Balance or StepKind.Statement;
}

/// <summary>A range of amounts, both ends included.</summary>
/// <param name="Least">From 1.</param>
/// <param name="Most">At least <paramref name="Least"/>.</param>
public readonly record struct AmountRange(long Least, long Most);
