namespace Ledger.Load.CommandLine;

/// <summary>Arguments that cannot be used; the message says why.</summary>
/// <param name="message">For the operator.</param>
internal sealed class ArgumentMistakeException(string message) : Exception(message);
