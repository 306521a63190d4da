using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>Copies of operations: as they are, with a PIN compared, or with one field changed.</summary>
internal static class Sendings
{
    /// <summary>As it reaches the account's writer: what was typed is compared with the PIN that is set then.</summary>
    public static Operation At(Sending sending, AccountState state, OperationTerms? terms, TakenBack? taken = null) => Copy(
        sending.Operation, terms: terms,
        account: state.Account, taken: taken, pin: new PinProof(
        sending.Typed != Model.Typed.Nothing, sending.Typed == Model.Typed.Right && state.Membership.Pin is not null,
        state.Membership.PinSetBySeq));

    /// <summary>As it reaches the writer when the other account of a transfer was looked at before.</summary>
    public static OperationTerms? Seeing(Sending sending, AccountState? other, ProgramRules rules)
    {
        var operation = sending.Operation;
        if (sending.IsBlind || other is not { IsOpen: true } || operation.Terms is not OtherAccountTerms terms) return operation.Terms;
        var arrival = new Operation
        {
            Key = operation.Key, Kind = OperationKind.Arrive, Account = other.Account, Store = 0, Program = operation.Program, Terminal = 0,
            BusinessTime = operation.BusinessTime, BusinessDate = operation.BusinessDate, Asset = operation.Asset,
        };
        return terms with { Obstacle = Decide.ToArrival(other, arrival, rules) };
    }

    /// <summary>The same key again, with one field that differs.</summary>
    public static Sending Changed(Operation operation, int which) => which switch
    {
        0 => new Sending(Copy(operation, terminal: operation.Terminal + 1)),
        1 => new Sending(Copy(operation, operatorNumber: operation.Operator + 1)),
        2 => new Sending(Copy(operation, terminalSeq: operation.TerminalSeq + 1)),
        _ => new Sending(Copy(operation, reference: operation.Reference + "*")),
    };

    public static Operation Copy(
        Operation of, PinProof pin = default, int? terminal = null, int? operatorNumber = null, long? terminalSeq = null,
        string? reference = null, OperationTerms? terms = null, long? account = null, TakenBack? taken = null)
    {
        var copy = new Operation
        {
            Key = of.Key, Kind = of.Kind, Account = account ?? of.Account, AccountStated = of.AccountStated,
                NamedAccount = account is { } at && at != of.Account ? of.Account : null, Card = of.Card,
                IsIdentifier = of.IsIdentifier, Store = of.Store,
            Program = of.Program, Terminal = terminal ?? of.Terminal, Operator = operatorNumber ?? of.Operator, TerminalSeq = terminalSeq
            ?? of.TerminalSeq,
            BusinessTime = of.BusinessTime, BusinessDate = of.BusinessDate, Reference = reference ?? of.Reference, Asked = of.Asked,
            Asset = of.Asset,
            AllowPartial = of.AllowPartial, Note = of.Note, NewCard = of.NewCard, Original = of.Original, Terms = terms ?? of.Terms,
            TakenBack = taken, Pin = pin,
        };
        copy.PayloadHash = PayloadHash.Of(copy);
        return copy;
    }
}
