namespace Ledger.Server.Basics;

/// <summary>What a connection has proved by its certificate: which caller of this ledger is at its other end.</summary>
/// <param name="Caller">The caller's number, from the certificate's one URI <c>spiffe://&lt;ledger id&gt;/caller/&lt;number&gt;</c>.</param>
/// <param name="Key">SHA-256 of the certificate's public key (SubjectPublicKeyInfo), 32 bytes.</param>
/// <param name="NotAfter">When the certificate ends, UTC.</param>
internal sealed record Credential(int Caller, byte[] Key, DateTime NotAfter);
