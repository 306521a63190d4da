namespace Ledger.Client;

/// <summary>A credential's folder that cannot be used; the message says what is wrong with which file.</summary>
public sealed class LedgerCredentialException : Exception
{
    internal LedgerCredentialException(string message, Exception? reason = null)
        : base(message, reason)
    {
    }
}
