namespace Ledger.Server.Basics;

/// <summary>
/// What a connection has proved by its certificate's one URI: which caller of this ledger is at its other end, or that another server
/// is.
/// </summary>
/// <param name="Caller">The caller's number, as in <c>spiffe://&lt;ledger id&gt;/caller/&lt;number&gt;</c>; 0: a server.</param>
/// <param name="Key">SHA-256 of the certificate's public key (SubjectPublicKeyInfo), 32 bytes.</param>
/// <param name="NotAfter">When the certificate ends, UTC.</param>
internal sealed record Credential(int Caller, byte[] Key, DateTime NotAfter)
{
    /// <summary>Another server of the ledger, which has looked at whoever it speaks for.</summary>
    public bool IsServer => Caller == 0;
}
