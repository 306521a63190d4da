using Ledger.Rules.Codes;

namespace Ledger.Server.Journal.Commit;

/// <summary>What is known about an append.</summary>
public enum AppendOutcome
{
    /// <summary>Durable.</summary>
    Committed,
    /// <summary>Not committed: a key is in the journal already.</summary>
    DuplicateKey,
    /// <summary>Not committed: a card to be issued points at an account already.</summary>
    DuplicateCard,
    /// <summary>Not committed: another writer has taken the partition.</summary>
    Fenced,
    /// <summary>Not committed, for a passing reason.</summary>
    NotCommitted,
    /// <summary>Not committed: the database cannot take one of the values.</summary>
    Unacceptable,
    /// <summary>Not committed: a constraint that guards an invariant refused it.</summary>
    Broken,
    /// <summary>Committed or not; only the journal can tell.</summary>
    Unknown,
}

/// <summary>The outcome of an append, and what the database said.</summary>
public readonly record struct AppendResult(AppendOutcome Outcome, Exception? Reason = null);
