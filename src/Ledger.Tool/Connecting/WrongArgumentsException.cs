namespace Ledger.Tool.Connecting;

/// <summary>What was said cannot be done as it was said; the message says why, in one line.</summary>
internal sealed class WrongArgumentsException(string message) : Exception(message);
