namespace Ledger.Client;

/// <summary>Reasons of field violations that the contract names and a program may want to tell apart.</summary>
public static class ViolationReason
{
    /// <summary>The time inside the key is older than the server's key window. The operation is never executed any more; whether an
    /// earlier send was posted is asked with <see cref="ILedgerClient.GetOutcomeAsync"/>.</summary>
    public const string KeyTooOld = "KEY_TOO_OLD";

    /// <summary>The time inside the key is too far ahead of the server's clock: the terminal's clock is wrong.</summary>
    public const string KeyInFuture = "KEY_IN_FUTURE";
}
