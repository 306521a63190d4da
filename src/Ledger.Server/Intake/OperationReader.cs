using Google.Protobuf.Collections;
using Ledger.Server.Contract;
using Ledger.Server.Journal;
using Ledger.Server.Programs;
using Ledger.Server.Rules;
using Ledger.V1.Rpc;
using OperationKind = Ledger.Server.Rules.OperationKind;

namespace Ledger.Server.Intake;

/// <summary>
/// Checks an operation as it came in and resolves what it names: the store, the card's account, the business date. What is wrong is
/// named field by field; nothing that is wrong gets further than here.
/// </summary>
public sealed class OperationReader(ProgramBook programs, CardDirectory cards, JournalQueries journal, Limits limits, TimeProvider time)
{
    /// <summary>The operation, or the problem that keeps it from being decided; exactly one of the two.</summary>
    public async ValueTask<(Operation? Operation, Status? Problem)> ReadAsync(V1.Operation wire, CancellationToken cancellation)
    {
        var check = new Violations();
        var key = ReadKey(wire, check);
        var businessTime = ReadBusinessTime(wire, key, check);
        check.Range("terminal", wire.Terminal, 1, int.MaxValue);
        check.Range("operator", wire.Operator, 0, int.MaxValue);
        check.Range("terminal_seq", wire.TerminalSeq, 0, long.MaxValue);
        check.Text("reference", wire.Reference, 0, ReferenceMaxLength);
        var kind = OperationKinds.Read(wire, limits, check);
        CheckTarget(wire, check);
        if (check.Any) return (null, Problems.Invalid(check.List));

        if (!programs.TryGetStore(wire.Store, out var store))
            return (null, Problems.NotFound("store", $"there is no store {wire.Store}", "UNKNOWN_STORE"));

        Guid? card = wire.TargetCase == V1.Operation.TargetOneofCase.Card ? cards.IdOf(wire.Card) : null;
        if (await AccountOfAsync(wire, key, card, cancellation) is not { } account)
            return (null, Problems.NotFound("card", "there is no such card", "UNKNOWN_CARD"));

        var operation = new Operation
        {
            Key = key,
            Kind = kind.Kind,
            Account = account,
            AccountStated = wire.TargetCase == V1.Operation.TargetOneofCase.Account,
            Card = card,
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
            NewCard = kind.NewCard is { } token ? new NewCard(cards.IdOf(token), token[^4..]) : null,
        };
        operation.PayloadHash = PayloadHash.Of(operation);
        var overLimit = await OverProgramLimitAsync(operation, kind.AmountField, cancellation);
        return overLimit is null ? (operation, null) : (null, overLimit);
    }

    private const int ReferenceMaxLength = 64;

    private Guid ReadKey(V1.Operation wire, Violations check)
    {
        if (wire.Key.IsEmpty)
        {
            check.Add("key", "is missing: 16 bytes, a UUID version 7", "REQUIRED");
            return default;
        }
        if (!UuidV7.TryRead(wire.Key.Span, out var key))
        {
            check.Add("key", $"is not a UUID version 7 in 16 bytes (got {wire.Key.Length} bytes)", "KEY_MALFORMED");
            return default;
        }
        var (now, made) = (time.GetUtcNow().UtcDateTime, UuidV7.TimeOf(key));
        if (made < now.AddDays(-limits.KeyMaxAgeDays))
            check.Add("key", $"was made more than {limits.KeyMaxAgeDays} days ago and is not executed any more", "KEY_TOO_OLD");
        else if (made > now.AddMinutes(limits.KeyMaxAheadMinutes))
            check.Add("key", $"was made more than {limits.KeyMaxAheadMinutes} minutes ahead of the server's clock", "KEY_IN_FUTURE");
        return key;
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
            case V1.Operation.TargetOneofCase.Account:
                check.Range("account", wire.Account, 1, AccountNumber.Largest);
                break;
            case V1.Operation.TargetOneofCase.Card when opens:
                check.Add("card", "an account that is opened has no card to present yet; its first card goes into open_account.card", "NOT_ALLOWED");
                break;
            case V1.Operation.TargetOneofCase.Card:
                check.Card("card", wire.Card);
                break;
            default:
                if (!opens) check.Add("target", "is missing: account or card", "REQUIRED");
                break;
        }
    }

    private async ValueTask<long?> AccountOfAsync(V1.Operation wire, Guid key, Guid? card, CancellationToken cancellation)
    {
        if (card is { } presented) return await cards.FindAsync(presented, cancellation);
        return wire.TargetCase == V1.Operation.TargetOneofCase.Account ? wire.Account : AccountNumber.From(key);
    }

    /// <summary>
    /// An amount above the program's limit is an invalid field, unless the key has been answered before: limits change, answers do not.
    /// </summary>
    private async ValueTask<Status?> OverProgramLimitAsync(Operation operation, string field, CancellationToken cancellation)
    {
        var largest = programs.RulesAt(operation.Program, operation.BusinessTime).LargestFor(operation.Kind, operation.Asset);
        if (Math.Abs(operation.Asked) <= largest) return null;
        if ((await journal.FindAsync(operation.Key, cancellation)).Count > 0) return null;
        var check = new Violations();
        check.Add(field, $"is above the program's limit of {largest}", "ABOVE_LIMIT");
        return Problems.Invalid(check.List);
    }
}
