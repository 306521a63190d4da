namespace Ledger.Embedded;

/// <summary>The private PostgreSQL cannot be used. The message is written for an operator: it says what is wrong and what to do.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <summary>Creates the exception with no message.</summary>
    public EmbeddedPostgresException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what the operator can do about it.</param>
    public EmbeddedPostgresException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the failure that led to it.</summary>
    /// <param name="message">What is wrong and what the operator can do about it.</param>
    /// <param name="innerException">The failure underneath.</param>
    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
