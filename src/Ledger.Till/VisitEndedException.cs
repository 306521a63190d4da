namespace Ledger.Till;

/// <summary>A step got an answer that the following steps cannot build on.</summary>
internal sealed class VisitEndedException(string message) : Exception(message);
