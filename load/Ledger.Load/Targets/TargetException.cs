namespace Ledger.Load.Targets;

/// <summary>The target cannot be started, reached or prepared; the message is for the operator.</summary>
/// <param name="message">What is wrong and what to do.</param>
public sealed class TargetException(string message) : Exception(message);
