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
    private readonly Func<Guid, CancellationToken, ValueTask<long?>> _accountOf = lookups.AccountOfAsync;

    /// <summary>What the operation names, or the problem that one of it does not exist; exactly one of the two.</summary>
    public async ValueTask<(ResolvedOperation? Resolved, Status? Problem)> ResolveAsync(
        CheckedOperation fields, Caller from, CancellationToken cancellation)
    {
        if (await UnblockableAsync(fields, cancellation) is { } unblockable) return (null, unblockable);

        var (wire, kind) = (fields.Wire, fields.Kind);
        if (!programs.TryGetStore(wire.Store, out var store)) return (null, Problems.UnknownStore(wire.Store));

        var rules = programs.RulesAt(store.Program, fields.BusinessTime);
        if (await TargetAsync(fields, rules, cancellation) is not { } target) return (null, UnknownTarget(wire.TargetCase));

        var (account, unfound) = await AnsweringAsync(fields, target.Account, from, cancellation);
        if (unfound is not null) return (null, unfound);

        var check = new Violations();
        var newCard = kind.NewCard is null ? null : await NewCardAsync(kind, fields.Key, check, rules, cancellation);
        var terms = kind.Identifiers is { Count: > 0 } given ? WithIdentifiers((MemberTerms)kind.Terms!, given, store.Program) : kind.Terms;
        ProgramLimits.Check(kind, rules, check);
        return (new ResolvedOperation(fields, store, account, target.Presented, newCard, terms)
        {
            AtOdds = check.List, Rules = rules, NamedAccount = target.Account == account ? null : target.Account,
        }, null);
    }

    /// <summary>
    /// A reversal blocks the key of what has not arrived, with a row in the journal's month of that key. A key that would not be executed
    /// anyway needs no blocking, and there need not be, and must not be made, a month for it. What the journal holds is reversed however
    /// old it is, and a reversal that has its answer keeps it.
    /// </summary>
    private async ValueTask<Status?> UnblockableAsync(CheckedOperation fields, CancellationToken cancellation)
    {
        if (fields.OriginalIsOff.Count == 0) return null;
        var isThere = (await lookups.RowsOfAsync(fields.Kind.Original!.Value, cancellation)).Count > 0
            || (await lookups.RowsOfAsync(fields.Key, cancellation)).Count > 0;
        return isThere ? null : Problems.Invalid(fields.OriginalIsOff);
    }

    // The account, and the card or identifier that named it.
    private async ValueTask<(Guid? Presented, long Account)?> TargetAsync(
        CheckedOperation fields, ProgramRules rules, CancellationToken cancellation)
    {
        var wire = fields.Wire;
        switch (wire.TargetCase)
        {
            case Target.Account: return (null, wire.Account);
            case Target.Card:
                var forms = CardForms.Of(wire.Card, rules.CardCodesAreExact);
                if (await forms.FindAsync(cards, _accountOf, cancellation) is { } found) return found;
                // One whose issue was reversed points nowhere, but a retry of what was sent by it has its answer.
                return await lookups.RowsOfAsync(fields.Key, cancellation) is [{ Card: { } presented } first, ..]
                    && forms.IdsBy(cards).Contains(presented) ? (presented, first.Account) : null;
            case Target.Identifier:
                var id = cards.IdOf(rules.Program, (IdentifierKind)wire.Identifier.Kind, wire.Identifier.Value);
                if (await lookups.AccountOfAsync(id, cancellation) is { } account) return (id, account);
                // One that was given up since names nobody, but a retry of what was sent by it has its answer.
                return await lookups.RowsOfAsync(fields.Key, cancellation) is { Count: > 0 } rows ? (id, rows[0].Account) : null;
            default: return (null, AccountNumber.From(fields.Key));
        }
    }

    // Returns of what a merged account did are decided on the one that stays; a retry on the account that has decided it.
    private async ValueTask<(long Account, Status? Problem)> AnsweringAsync(
        CheckedOperation fields, long account, Caller from, CancellationToken cancellation)
    {
        if (fields.Kind.Kind is not (OperationKind.Refund or OperationKind.Reverse)) return (account, null);
        var (survivor, problem) = await lookups.SurvivorOfAsync(account, from, cancellation);
        if (problem is not null || survivor == account) return (account, problem);
        return await lookups.RowsOfAsync(fields.Key, cancellation) is { Count: > 0 } rows ? (rows[0].Account, null) : (survivor, null);
    }

    private static Status UnknownTarget(Target target) =>
        target == Target.Identifier ? Problems.UnknownIdentifier("it names no account of the store's program") : Problems.UnknownCard();

    private async ValueTask<NewCard> NewCardAsync(
        KindFields kind, Guid key, Violations check, ProgramRules rules, CancellationToken cancellation)
    {
        var token = await CodeOfAsync(kind, key, check, rules, cancellation);
        var id = cards.IdOf(token);
        var isStated = kind.CardType.Length > 0;
        // A replacement is of the old card's type.
        var isReplacement = kind.Kind == OperationKind.ReplaceCard;
        var made = await lookups.StockOfAsync(id, cancellation);
        if (made is { } stock && stock.Program != rules.Program)
        {
            check.Add($"{PathOf(kind.Kind)}.card", "is of another program's stock, which alone can issue it", "STOCK_OF_ANOTHER_PROGRAM");
            made = null;
        }
        var code = isStated ? kind.CardType : isReplacement ? "" : made?.Type ?? "";
        if (!isReplacement) ProgramLimits.CheckCardType(kind, code, rules, check);
        return new NewCard(id, token[^4..], code) { IsTypeStated = isStated };
    }

    // The form a new card is kept under. Where 0.2.0 has issued or made that very code, or has answered that very key, it is that card
    // which is asked for, and the rules find it taken.
    private async ValueTask<string> CodeOfAsync(
        KindFields kind, Guid key, Violations check, ProgramRules rules, CancellationToken cancellation)
    {
        var forms = CardForms.Of(kind.NewCard!, rules.CardCodesAreExact);
        if (forms.Normal is { } same && same == forms.Exact) return same;
        var field = $"{PathOf(kind.Kind)}.card";
        if (forms.Normal is null && !rules.CardCodesAreExact)
            check.Add(field, "must have 8 to 64 characters without blanks and dashes", "LENGTH");
        else if (forms.Exact is null && rules.CardCodesAreExact)
            check.Add(field, "must be printable ASCII: the program takes codes as they are", "CHARACTERS");
        if (forms.Exact is not { } exact) return forms.Normal ?? kind.NewCard!;
        if (forms.Normal is not { } normal) return exact;
        var typed = cards.IdOf(exact);
        var isKnown = await lookups.AccountOfAsync(typed, cancellation) is not null
            || await lookups.StockOfAsync(typed, cancellation) is not null
            || (await lookups.RowsOfAsync(key, cancellation) is { Count: > 0 } rows && rows[0].NewCard == typed);
        return isKnown ? exact : normal;
    }

    private static string PathOf(OperationKind kind) => kind switch
    {
        OperationKind.OpenAccount => "open_account",
        OperationKind.ReplaceCard => "replace_card",
        _ => "issue_card",
    };

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
