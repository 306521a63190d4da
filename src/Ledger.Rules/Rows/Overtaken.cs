using Ledger.Rules.Codes;

namespace Ledger.Rules.Rows;

/// <summary>
/// A change that was reversed when another one had come after it. Whoever reverses that one would find it in force again, and takes what
/// was before it instead.
/// </summary>
/// <param name="Seq">The row that had made the change.</param>
/// <param name="Was">What it had changed and did not leave so itself at its reversal, as it was before.</param>
public sealed record Overtaken(long Seq, WasFacts Was)
{
    /// <summary>The same of cards, as that row said it.</summary>
    public IReadOnlyList<CardChange>? Cards { get; init; }
    /// <summary>Of a tier: when a monthly bonus was due after that row.</summary>
    public DateOnly NextGrantOn { get; init; }

    /// <summary>The row stands again after all: a refund of it was reversed.</summary>
    public bool IsNothing => Cards is null && Was == new WasFacts();
}

/// <summary>The row that had last given or removed the identifier of a kind; 0: none has since the account was opened.</summary>
public sealed record NamedBy(IdentifierKind Kind, long BySeq);
