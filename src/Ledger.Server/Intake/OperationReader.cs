using Ledger.Server.Partitions;
using Google.Protobuf.Collections;
using Google.Rpc;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Reading;
using Ledger.Server.Programs;
using Target = Ledger.V1.Operation.TargetOneofCase;

namespace Ledger.Server.Intake;

/// <summary>
/// Checks an operation as it came in and resolves what it names: the store, the account, the business date, cards and identifiers as their
/// hashes, the PIN as what became of it. What is wrong is named field by field; nothing that is wrong gets further than here.
/// </summary>
public sealed class OperationReader(
    ProgramBook programs, CardDirectory cards, JournalQueries journal, AccountStates accounts, PinCheck pins, Limits limits, TimeProvider time)
{
    private const int ReferenceMaxLength = 64;

    /// <summary>The operation, or the problem that keeps it from being decided; exactly one of the two.</summary>
    /// <param name="isQuote">It is not going to be posted: a PIN is taken as right.</param>
    public async ValueTask<(Operation? Operation, Status? Problem)> ReadAsync(V1.Operation wire, CancellationToken cancellation, bool isQuote = false)
    {
        var check = new Violations();
        var key = ReadKey(wire, check);
        var businessTime = ReadBusinessTime(wire, key, check);
        check.Range("terminal", wire.Terminal, 1, int.MaxValue);
        check.Range("operator", wire.Operator, 0, int.MaxValue);
        check.Range("terminal_seq", wire.TerminalSeq, 0, long.MaxValue);
        check.Text("reference", wire.Reference, 0, ReferenceMaxLength);
        if (wire.Pin.Length > 0) check.Pin("pin", wire.Pin);
        var kind = OperationKinds.Read(wire, limits, check);
        CheckTarget(wire, check);
        if (check.Any) return (null, Problems.Invalid(check.List));

        if (kind is { Kind: OperationKind.Reverse, Original: { } reversed } && await UnblockableAsync(reversed, cancellation) is { } unblockable)
            return (null, unblockable);

        if (!programs.TryGetStore(wire.Store, out var store))
            return (null, Problems.NotFound("store", $"there is no store {wire.Store}", "UNKNOWN_STORE"));

        var presented = PresentedBy(wire, store.Program);
        if (await AccountOfAsync(wire, key, presented, cancellation) is not { } account)
            return (null, Unknown(wire.TargetCase));

        var rules = programs.RulesAt(store.Program, businessTime);
        var newCard = kind.NewCard is null ? null : await NewCardAsync(kind, check, rules, cancellation);
        var terms = kind.Identifiers is { Count: > 0 } given ? WithIdentifiers((MemberTerms)kind.Terms!, given, store.Program) : kind.Terms;
        var proof = default(PinProof);
        if (kind.NewPin is not null || (wire.Pin.Length > 0 && PinCheck.IsAskedBy(kind.Kind)))
        {
            (proof, var changed, var problem) = await WithPinAsync(account, wire.Pin, kind, isQuote, cancellation);
            if (problem is not null) return (null, problem);
            terms = changed ?? terms;
        }
        if (terms is OtherAccountTerms other && await UnknownAsync(other, wire.KindCase, cancellation) is { } unknown) return (null, unknown);

        var operation = new Operation
        {
            Key = key,
            Kind = kind.Kind,
            Account = account,
            AccountStated = wire.TargetCase == Target.Account,
            Card = presented,
            IsIdentifier = wire.TargetCase == Target.Identifier,
            Store = store.Number,
            Program = store.Program,
            Terminal = wire.Terminal,
            Operator = wire.Operator,
            TerminalSeq = wire.TerminalSeq,
            BusinessTime = businessTime,
            BusinessDate = store.BusinessDateAt(businessTime),
            Reference = wire.Reference.Length > 0 ? wire.Reference : null,
            Asked = kind.Asked,
            Asset = kind.Asset,
            AllowPartial = kind.AllowPartial,
            Note = kind.Note,
            NewCard = newCard,
            Original = kind.Original,
            Terms = terms,
            Pin = proof,
        };
        operation.PayloadHash = PayloadHash.Of(operation);
        ProgramLimits.Check(operation, kind.AmountField, rules, check);
        return !check.Any || await IsAnsweredAsync(key, cancellation) ? (operation, null) : (null, Problems.Invalid(check.List));
    }

    private Guid ReadKey(V1.Operation wire, Violations check)
    {
        var key = check.Key("key", wire.Key);
        if (key != default) CheckTime("key", key, check);
        return key;
    }

    private void CheckTime(string field, Guid key, Violations check)
    {
        var (now, made) = (time.GetUtcNow().UtcDateTime, UuidV7.TimeOf(key));
        if (made < now.AddDays(-limits.KeyMaxAgeDays))
            check.Add(field, $"was made more than {limits.KeyMaxAgeDays} days ago and is not executed any more", "KEY_TOO_OLD");
        else if (made > now.AddMinutes(limits.KeyMaxAheadMinutes))
            check.Add(field, $"was made more than {limits.KeyMaxAheadMinutes} minutes ahead of the server's clock", "KEY_IN_FUTURE");
    }

    /// <summary>
    /// A reversal blocks the key of what has not arrived, with a row in the journal's month of that key. A key that would not be executed anyway needs no
    /// blocking, and there need not be, and must not be made, a month for it. What the journal holds is reversed however old it is.
    /// </summary>
    private async ValueTask<Status?> UnblockableAsync(Guid reversed, CancellationToken cancellation)
    {
        var times = new Violations();
        CheckTime("reverse.original_key", reversed, times);
        if (!times.Any || await IsAnsweredAsync(reversed, cancellation)) return null;
        return Problems.Invalid(times.List);
    }

    private DateTime ReadBusinessTime(V1.Operation wire, Guid key, Violations check)
    {
        if (wire.BusinessTime is not { } stated)
        {
            check.Add("business_time", "is missing", "REQUIRED");
            return default;
        }
        // Protobuf's own bounds: years 1 to 9999, nanoseconds below a second.
        if (stated.Seconds is < -62_135_596_800 or > 253_402_300_799 || stated.Nanos is < 0 or > 999_999_999)
        {
            check.Add("business_time", "is not a valid timestamp", "MALFORMED");
            return default;
        }
        var businessTime = DateTime.UnixEpoch.AddTicks(stated.Seconds * TimeSpan.TicksPerSecond + stated.Nanos / 1000 * TimeSpan.TicksPerMicrosecond);
        if (key != default && (businessTime - UuidV7.TimeOf(key)).Duration() > TimeSpan.FromHours(limits.BusinessTimeMaxDistanceHours))
            check.Add("business_time", $"is more than {limits.BusinessTimeMaxDistanceHours} hours away from the key's own time", "TIME_FAR_OFF");
        return businessTime;
    }

    private static void CheckTarget(V1.Operation wire, Violations check)
    {
        var opens = wire.KindCase == V1.Operation.KindOneofCase.OpenAccount;
        switch (wire.TargetCase)
        {
            case Target.Account:
                check.Range("account", wire.Account, 1, AccountNumber.Largest);
                break;
            case Target.Card when opens:
                check.Add("card", "an account that is opened has no card to present yet; its first card goes into open_account.card", "NOT_ALLOWED");
                break;
            case Target.Card:
                check.Card("card", wire.Card);
                break;
            case Target.Identifier when opens:
                check.Add("identifier", "an account that is opened has none yet; they go into open_account.identifiers", "NOT_ALLOWED");
                break;
            case Target.Identifier:
                check.Identifier("identifier", wire.Identifier);
                break;
            default:
                if (!opens) check.Add("target", "is missing: account, card or identifier", "REQUIRED");
                break;
        }
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
        if (await cards.FindAsync(id, cancellation) is { } account) return account;
        // An identifier that was given up since names nobody, but a retry of what was sent by it has its answer.
        return wire.TargetCase == Target.Identifier && await journal.FindAsync(key, cancellation) is { Count: > 0 } rows ? rows[0].Account : null;
    }

    private static Status Unknown(Target target) => target == Target.Identifier
        ? Problems.NotFound("identifier", "it names no account of the store's program", "UNKNOWN_IDENTIFIER")
        : Problems.NotFound("card", "there is no such card", "UNKNOWN_CARD");

    private async ValueTask<NewCard> NewCardAsync(KindFields kind, Violations check, ProgramRules rules, CancellationToken cancellation)
    {
        var id = cards.IdOf(kind.NewCard!);
        var isStated = kind.CardType.Length > 0;
        // A replacement is of the old card's type.
        var code = isStated ? kind.CardType : kind.Kind == OperationKind.ReplaceCard ? "" : await cards.StockTypeOfAsync(id, cancellation) ?? "";
        if (kind.Kind != OperationKind.ReplaceCard) ProgramLimits.CheckCardType(kind, code, rules, check);
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

    private async ValueTask<(PinProof Proof, OperationTerms? Terms, Status? Problem)> WithPinAsync(
        long account, string pin, KindFields kind, bool isQuote, CancellationToken cancellation)
    {
        var isReset = kind.Terms is PinTerms { IsReset: true };
        var (proof, problem) = pin.Length > 0 && !isReset ? await pins.ProveAsync(account, pin, !isQuote, cancellation) : default;
        if (problem is not null || kind.NewPin is not { } typed) return (proof, null, problem);
        var (terms, full) = await pins.SetAsync(typed, isReset, cancellation);
        return (proof, terms, full);
    }

    private async ValueTask<Status?> UnknownAsync(OtherAccountTerms other, V1.Operation.KindOneofCase kind, CancellationToken cancellation)
    {
        var (state, problem) = await accounts.AskAsync(other.Account, cancellation);
        // Where another server writes it, whether it is there shows when the transfer arrives, or comes back.
        if (problem is not null) return Problems.IsHeldElsewhere(problem) ? null : problem;
        var field = kind == V1.Operation.KindOneofCase.Merge ? "merge.into_account" : "transfer.to_account";
        return state!.IsOpen ? null : Problems.NotFound(field, $"there is no account {other.Account}", "UNKNOWN_ACCOUNT");
    }

    /// <summary>What is at odds with the program is an invalid field, unless the key has been answered before: programs change, answers do not.</summary>
    private async ValueTask<bool> IsAnsweredAsync(Guid key, CancellationToken cancellation) => (await journal.FindAsync(key, cancellation)).Count > 0;
}
