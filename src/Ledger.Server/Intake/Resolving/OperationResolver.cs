using Google.Protobuf.Collections;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Contract;
using Ledger.Server.Intake.Checking;
using Ledger.Server.Programs;
using Status = Google.Rpc.Status;
using Target = Ledger.V1.Operation.TargetOneofCase;

namespace Ledger.Server.Intake.Resolving;

/// <summary>Looks up what an operation names: the store, the account, cards and identifiers by their hashes, the rules in force.</summary>
public sealed class OperationResolver(ProgramBook programs, CardKey cards, ILookups lookups)
{
    /// <summary>What the operation names, or the problem that one of it does not exist; exactly one of the two.</summary>
    public async ValueTask<(ResolvedOperation? Resolved, Status? Problem)> ResolveAsync(
        CheckedOperation fields, CancellationToken cancellation)
    {
        if (await UnblockableAsync(fields, cancellation) is { } unblockable) return (null, unblockable);

        var (wire, kind) = (fields.Wire, fields.Kind);
        if (!programs.TryGetStore(wire.Store, out var store)) return (null, Problems.UnknownStore(wire.Store));

        var presented = PresentedBy(wire, store.Program);
        if (await AccountOfAsync(wire, fields.Key, presented, cancellation) is not { } account)
            return (null, UnknownTarget(wire.TargetCase));

        var rules = programs.RulesAt(store.Program, fields.BusinessTime);
        var check = new Violations();
        var newCard = kind.NewCard is null ? null : await NewCardAsync(kind, check, rules, cancellation);
        var terms = kind.Identifiers is { Count: > 0 } given ? WithIdentifiers((MemberTerms)kind.Terms!, given, store.Program) : kind.Terms;
        ProgramLimits.Check(kind, rules, check);
        return (new ResolvedOperation(fields, store, account, presented, newCard, terms) { AtOdds = check.List }, null);
    }

    /// <summary>
    /// A reversal blocks the key of what has not arrived, with a row in the journal's month of that key. A key that would not be executed
    /// anyway needs no blocking, and there need not be, and must not be made, a month for it. What the journal holds is reversed however
    /// old it is.
    /// </summary>
    private async ValueTask<Status?> UnblockableAsync(CheckedOperation fields, CancellationToken cancellation)
    {
        if (fields.OriginalIsOff.Count == 0) return null;
        var isThere = (await lookups.RowsOfAsync(fields.Kind.Original!.Value, cancellation)).Count > 0;
        return isThere ? null : Problems.Invalid(fields.OriginalIsOff);
    }

    private Guid? PresentedBy(V1.Operation wire, short program) => wire.TargetCase switch
    {
        Target.Card => cards.IdOf(wire.Card),
        Target.Identifier => cards.IdOf(program, (IdentifierKind)wire.Identifier.Kind, wire.Identifier.Value),
        _ => null,
    };

    private async ValueTask<long?> AccountOfAsync(V1.Operation wire, Guid key, Guid? presented, CancellationToken cancellation)
    {
        if (presented is not { } id) return wire.TargetCase == Target.Account ? wire.Account : AccountNumber.From(key);
        if (await lookups.AccountOfAsync(id, cancellation) is { } account) return account;
        // An identifier that was given up since names nobody, but a retry of what was sent by it has its answer.
        return wire.TargetCase == Target.Identifier && await lookups.RowsOfAsync(key, cancellation) is { Count: > 0 } rows
            ? rows[0].Account
            : null;
    }

    private static Status UnknownTarget(Target target) =>
        target == Target.Identifier ? Problems.UnknownIdentifier("it names no account of the store's program") : Problems.UnknownCard();

    private async ValueTask<NewCard> NewCardAsync(KindFields kind, Violations check, ProgramRules rules, CancellationToken cancellation)
    {
        var id = cards.IdOf(kind.NewCard!);
        var isStated = kind.CardType.Length > 0;
        // A replacement is of the old card's type.
        var isReplacement = kind.Kind == OperationKind.ReplaceCard;
        var code = isStated ? kind.CardType : isReplacement ? "" : await lookups.StockTypeOfAsync(id, cancellation) ?? "";
        if (!isReplacement) ProgramLimits.CheckCardType(kind, code, rules, check);
        return new NewCard(id, kind.NewCard![^4..], code) { IsTypeStated = isStated };
    }

    private MemberTerms WithIdentifiers(MemberTerms terms, RepeatedField<V1.Identifier> given, short program)
    {
        var identifiers = new NewIdentifier[given.Count];
        for (var at = 0; at < identifiers.Length; at++)
        {
            var kind = (IdentifierKind)given[at].Kind;
            identifiers[at] = new NewIdentifier(kind, cards.IdOf(program, kind, given[at].Value), given[at].Value[^4..]);
        }
        return terms with { Identifiers = identifiers };
    }
}
