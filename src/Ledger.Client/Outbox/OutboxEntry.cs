using Ledger.V1;

namespace Ledger.Client.Outbox;

/// <summary>What a record of an outbox file says of one operation.</summary>
/// <param name="TerminalSeq">Which operation.</param>
/// <param name="Stored">It is about to be sent; otherwise null.</param>
/// <param name="Accepted">It was accepted without an answer; otherwise null. With neither it was answered.</param>
internal readonly record struct OutboxEntry(long TerminalSeq, Operation? Stored = null, OfflineRisk? Accepted = null);
