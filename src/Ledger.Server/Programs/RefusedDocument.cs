namespace Ledger.Server.Programs;

/// <summary>A document that was not taken in, and why: a line for each mistake. What the ledger held before goes on serving.</summary>
public sealed record RefusedDocument(string File, IReadOnlyList<string> Mistakes);
