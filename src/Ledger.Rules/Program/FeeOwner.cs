namespace Ledger.Rules.Program;

/// <summary>
/// Who has a fee that was taken from stored value. That money is with whoever took the top-up, never in the till of the store that charged
/// it; so settlement moves it, or leaves it where it is.
/// </summary>
public enum FeeOwner
{
    Headquarters,
    /// <summary>The store that charged it.</summary>
    Store,
}
