namespace Ledger.Server.Authority.Callers;

/// <summary>Who asked for a change.</summary>
/// <param name="Caller">The caller's number; null: nobody who had to prove who he is.</param>
/// <param name="Operator">Who had signed in there; null: nobody.</param>
internal readonly record struct ChangedBy(int? Caller, int? Operator = null);
