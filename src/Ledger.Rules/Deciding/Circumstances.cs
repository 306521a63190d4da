using Ledger.Rules.Asked;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;

namespace Ledger.Rules.Deciding;

/// <summary>What a decision depends on beside the account and the rules.</summary>
public readonly ref struct Circumstances
{
    /// <summary>Of the cards and identifiers the operation gives: those that point at an account already.</summary>
    public IReadOnlySet<Guid>? Taken { get; init; }

    /// <summary>
    /// The rows of <see cref="Operation.Original"/> and every row of whatever account that refers to it, by number; empty when the journal
    /// does not hold it.
    /// </summary>
    public ReadOnlySpan<JournalRow> Related { get; init; }

    /// <summary>The version of the rules that decided the original.</summary>
    public ProgramRules? OriginalRules { get; init; }

    /// <summary>
    /// Of what refers to another operation: the business date under way at whichever of the program's stores is behind all others. What has
    /// a last day has ended when this is past it. Null: that of the operation.
    /// </summary>
    public DateOnly? LastDate { get; init; }

    public bool IsTaken(Guid id) => Taken?.Contains(id) == true;
}
