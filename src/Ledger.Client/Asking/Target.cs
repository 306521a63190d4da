using Ledger.V1;

namespace Ledger.Client;

/// <summary>Whom an operation or a question is about: a card as the terminal read it, an account by its number, or a member by member
/// number, mobile or document.</summary>
/// <remarks>The ledger checks lengths and ranges; what it does not accept comes back as <see cref="LedgerRequestException"/>.</remarks>
public readonly record struct Target
{
    private const int ShownDigits = 4;

    private Target(string? cardToken, long accountNumber, IdentifierKind identifierKind, string? identifierValue, int program)
    {
        CardToken = cardToken;
        AccountNumber = accountNumber;
        IdentifierKind = identifierKind;
        IdentifierValue = identifierValue;
        Program = program;
    }

    /// <summary>The card's token, or null when the target is named otherwise.</summary>
    public string? CardToken { get; }

    /// <summary>The account's number, or 0 when the target is named otherwise.</summary>
    public long AccountNumber { get; }

    /// <summary>What the identifier is; unspecified when the target is named otherwise.</summary>
    public IdentifierKind IdentifierKind { get; }

    /// <summary>The identifier, or null when the target is named otherwise.</summary>
    public string? IdentifierValue { get; }

    /// <summary>The program in which the identifier names a member, for questions; 0: none was stated.</summary>
    public int Program { get; }

    /// <summary>A member by card.</summary>
    /// <param name="token">The token as read from stripe, chip or QR code, 8 to 64 printable ASCII characters.</param>
    public static Target Card(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new Target(token, 0, IdentifierKind.Unspecified, null, 0);
    }

    /// <summary>A member by account.</summary>
    /// <param name="number">The account number, 1 to 2^53 - 1.</param>
    public static Target Account(long number) => new(null, number, IdentifierKind.Unspecified, null, 0);

    /// <summary>A member by member number, mobile or document number.</summary>
    /// <param name="kind">What the value is.</param>
    /// <param name="value">4 to 64 printable ASCII characters, compared as they are: normalise a mobile number before.</param>
    /// <param name="program">The program's number, which questions need; operations take the program of their store, whatever this
    /// says.</param>
    public static Target Identifier(IdentifierKind kind, string value, int program = 0)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Target(null, 0, kind, value, program);
    }

    /// <summary>The target for a log: of a card's token or an identifier only the last four characters.</summary>
    public override string ToString() => this switch
    {
        { CardToken: { } token } => $"card …{LastOf(token)}",
        { IdentifierValue: { } value } => $"{IdentifierKind} …{LastOf(value)}",
        _ => $"account {AccountNumber}",
    };

    /// <summary>Whom an operation names, or null when it names nobody.</summary>
    internal static Target? Of(Operation operation) => operation.TargetCase switch
    {
        Operation.TargetOneofCase.Account => Account(operation.Account),
        Operation.TargetOneofCase.Card => Card(operation.Card),
        Operation.TargetOneofCase.Identifier => Identifier(operation.Identifier.Kind, operation.Identifier.Value),
        _ => null,
    };

    /// <summary>Names this target in an operation. The program of an identifier is that of the operation's store.</summary>
    internal void NameIn(Operation operation) => Name(operation,
        static (named, card) => named.Card = card, static (named, number) => named.Account = number,
        static (named, target) => named.Identifier = target.ToIdentifier());

    /// <summary>Names this target in a question about balances.</summary>
    internal void NameIn(GetBalancesRequest question) => Name(question,
        static (named, card) => named.Card = card, static (named, number) => named.Account = number,
        static (named, target) => named.Identifier = target.InProgram());

    /// <summary>Names this target in a question about what expires.</summary>
    internal void NameIn(GetExpiringRequest question) => Name(question,
        static (named, card) => named.Card = card, static (named, number) => named.Account = number,
        static (named, target) => named.Identifier = target.InProgram());

    /// <summary>Names this target in a question about transactions.</summary>
    internal void NameIn(GetStatementRequest question) => Name(question,
        static (named, card) => named.Card = card, static (named, number) => named.Account = number,
        static (named, target) => named.Identifier = target.InProgram());

    private void Name<TMessage>(
        TMessage message, Action<TMessage, string> byCard, Action<TMessage, long> byAccount, Action<TMessage, Target> byIdentifier)
    {
        if (CardToken is { } token)
            byCard(message, token);
        else if (IdentifierValue is not null)
            byIdentifier(message, this);
        else
            byAccount(message, AccountNumber);
    }

    private Identifier ToIdentifier() => new() { Kind = IdentifierKind, Value = IdentifierValue! };

    private IdentifierInProgram InProgram() => new() { Program = Program, Identifier = ToIdentifier() };

    private static string LastOf(string text) => text[^Math.Min(ShownDigits, text.Length)..];
}
