using Google.Rpc;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Programs;
using Target = Ledger.V1.Operation.TargetOneofCase;

namespace Ledger.Server.Intake.Resolving;

/// <summary>An operation of which it is known what it names. What was typed as a PIN, or as a new one, is still as it came.</summary>
/// <param name="Presented">The keyed hash of the card that was presented, or of the identifier that was given; null: neither.</param>
/// <param name="Terms">With identifiers as their hashes.</param>
public sealed record ResolvedOperation(
    CheckedOperation Fields, Store Store, long Account, Guid? Presented, NewCard? NewCard, OperationTerms? Terms)
{
    /// <summary>
    /// What is at odds with the program; told where the key has not been answered before: programs change, answers do not.
    /// </summary>
    public IReadOnlyList<BadRequest.Types.FieldViolation> AtOdds { get; init; } = [];

    /// <summary>The merged account that the caller named, where another one answers for it; null: none.</summary>
    public long? NamedAccount { get; init; }

    /// <summary>The version in force at the business time.</summary>
    public required ProgramRules Rules { get; init; }

    /// <summary>What arrives at another account where this operation sends something there.</summary>
    public Operation ArrivalAt(long account) => new()
    {
        Key = Fields.Key,
        Kind = OperationKind.Arrive,
        Account = account,
        Store = 0,
        Program = Store.Program,
        Terminal = 0,
        BusinessTime = Fields.BusinessTime,
        BusinessDate = Store.BusinessDateAt(Fields.BusinessTime),
        Asset = Fields.Kind.Asset,
    };

    /// <summary>The operation as the rules take it.</summary>
    /// <param name="pin">What became of the PIN that was typed.</param>
    /// <param name="terms">Those of the operation, or what came of a new PIN.</param>
    /// <param name="taken">Of the reversal of a transfer: what its other side answered.</param>
    public Operation ToOperation(PinProof pin, OperationTerms? terms, TakenBack? taken = null)
    {
        var (wire, kind) = (Fields.Wire, Fields.Kind);
        var operation = new Operation
        {
            Key = Fields.Key,
            Kind = kind.Kind,
            Account = Account,
            NamedAccount = NamedAccount,
            AccountStated = wire.TargetCase == Target.Account,
            Card = Presented,
            IsIdentifier = wire.TargetCase == Target.Identifier,
            Store = Store.Number,
            Program = Store.Program,
            Terminal = wire.Terminal,
            Operator = wire.Operator,
            TerminalSeq = wire.TerminalSeq,
            BusinessTime = Fields.BusinessTime,
            BusinessDate = Store.BusinessDateAt(Fields.BusinessTime),
            Reference = wire.Reference.Length > 0 ? wire.Reference : null,
            Asked = kind.Asked,
            Asset = kind.Asset,
            AllowPartial = kind.AllowPartial,
            Note = kind.Note,
            NewCard = NewCard,
            Original = kind.Original,
            Terms = terms,
            TakenBack = taken,
            Pin = pin,
        };
        operation.PayloadHash = PayloadHash.Of(operation);
        return operation;
    }
}
