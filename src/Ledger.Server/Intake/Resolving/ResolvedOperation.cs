using Google.Rpc;
using Ledger.Rules.Asked;
using Ledger.Rules.Program;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Programs;
using Target = Ledger.V1.Operation.TargetOneofCase;

namespace Ledger.Server.Intake.Resolving;

/// <summary>An operation of which it is known what it names. What was typed as a PIN, or as a new one, is still as it came.</summary>
/// <param name="Rules">Those of the store's program at the business time.</param>
/// <param name="Presented">The keyed hash of the card that was presented, or of the identifier that was given; null: neither.</param>
/// <param name="Terms">With identifiers as their hashes.</param>
public sealed record ResolvedOperation(
    CheckedOperation Fields, Store Store, ProgramRules Rules, long Account, Guid? Presented, NewCard? NewCard, OperationTerms? Terms)
{
    /// <summary>
    /// What is at odds with the program; told where the key has not been answered before: programs change, answers do not.
    /// </summary>
    public IReadOnlyList<BadRequest.Types.FieldViolation> AtOdds { get; init; } = [];

    /// <summary>The operation as the rules take it.</summary>
    /// <param name="pin">What became of the PIN that was typed.</param>
    /// <param name="terms">Those of the operation, or what came of a new PIN.</param>
    public Operation ToOperation(PinProof pin, OperationTerms? terms)
    {
        var (wire, kind) = (Fields.Wire, Fields.Kind);
        var operation = new Operation
        {
            Key = Fields.Key,
            Kind = kind.Kind,
            Account = Account,
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
            Pin = pin,
        };
        operation.PayloadHash = PayloadHash.Of(operation);
        return operation;
    }
}
