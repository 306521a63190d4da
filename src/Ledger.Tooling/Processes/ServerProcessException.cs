namespace Ledger.Tooling.Processes;

/// <summary>A server's process could not be started or did not come to serve; the message is for the operator.</summary>
/// <param name="message">What is wrong, with what the process has printed.</param>
public sealed class ServerProcessException(string message) : Exception(message);
