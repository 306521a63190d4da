using System.Security.Cryptography;
using System.Text;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.State;

namespace Ledger.Rules.Tests.Model;

/// <summary>An operation in the words of the contract, before either model sees it.</summary>
internal sealed record Ask(Guid Key, V1.Kind Kind, long Account)
{
    public string? Card { get; init; }
    public int Store { get; init; } = 1;
    public int Program { get; init; } = 1;
    public int Terminal { get; init; } = 7;
    public int Operator { get; init; }
    public long TerminalSeq { get; init; }
    public DateTime When { get; init; } = new(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc);
    public string? Reference { get; init; }
    public long Amount { get; init; }
    /// <summary>Accrue: points when points are stated, otherwise unspecified. Adjust: which balance.</summary>
    public V1.Asset Asset { get; init; }
    public bool AllowPartial { get; init; }
    public string? Note { get; init; }
    public string? NewCard { get; init; }

    public DateOnly Date => DateOnly.FromDateTime(When);

    /// <summary>The operation as the reader of requests makes it.</summary>
    public Operation ToOperation()
    {
        var operation = new Operation
        {
            Key = Key,
            Kind = (OperationKind)Kind,
            Account = Account,
            AccountStated = Card is null,
            Card = Card is null ? null : CardId(Card),
            Store = Store,
            Program = (short)Program,
            Terminal = Terminal,
            Operator = Operator,
            TerminalSeq = TerminalSeq,
            BusinessTime = When,
            BusinessDate = Date,
            Reference = Reference,
            Asked = Amount,
            Asset = Kind == V1.Kind.Accrue && Asset != V1.Asset.Points ? Ledger.Rules.Codes.Asset.Principal : (Asset)Asset,
            AllowPartial = AllowPartial,
            Note = Note,
            NewCard = NewCard is null ? null : new NewCard(CardId(NewCard), NewCard[^4..]),
        };
        operation.PayloadHash = PayloadHash.Of(operation);
        return operation;
    }

    /// <summary>What stands for a card's token.</summary>
    public static Guid CardId(string token) => new(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 16));
}
