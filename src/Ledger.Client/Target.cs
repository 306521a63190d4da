namespace Ledger.Client;

/// <summary>Whom an operation or a question is about: a card as the terminal read it, or an account by its number.</summary>
/// <remarks>The ledger checks lengths and ranges; what it does not accept comes back as <see cref="LedgerRequestException"/>.</remarks>
public readonly record struct Target
{
    private const int ShownDigits = 4;

    private Target(string? cardToken, long accountNumber)
    {
        CardToken = cardToken;
        AccountNumber = accountNumber;
    }

    /// <summary>The card's token, or null when the target is an account.</summary>
    public string? CardToken { get; }

    /// <summary>The account's number, or 0 when the target is a card.</summary>
    public long AccountNumber { get; }

    /// <summary>A member by card.</summary>
    /// <param name="token">The token as read from stripe, chip or QR code, 8 to 64 printable ASCII characters.</param>
    public static Target Card(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new Target(token, 0);
    }

    /// <summary>A member by account.</summary>
    /// <param name="number">The account number, 1 to 2^53 - 1.</param>
    public static Target Account(long number) => new(null, number);

    /// <summary>The target for a log: of a card's token only the last four characters.</summary>
    public override string ToString() => CardToken is null
        ? $"account {AccountNumber}"
        : $"card …{CardToken[^Math.Min(ShownDigits, CardToken.Length)..]}";
}
