namespace Ledger.Client;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">Path of the field, e.g. <c>debit.amount_minor</c>.</param>
/// <param name="Reason">A constant in upper snake case to switch on, e.g. <c>KEY_TOO_OLD</c>.</param>
/// <param name="Description">What is wrong, in English, for developers.</param>
public sealed record FieldViolation(string Field, string Reason, string Description);
