namespace Ledger.Tool.Connecting;

/// <summary>The credential is over, which is known without asking the ledger.</summary>
internal sealed class NotLetInException(string message) : Exception(message);
