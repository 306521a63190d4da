namespace Ledger.Rules.Rows;

/// <summary>A PIN: PBKDF2 with this salt and a pepper that is not in the database.</summary>
public sealed record PinFacts(byte[] Salt, byte[] Hash);
