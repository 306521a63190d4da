using Google.Rpc;
using Ledger.Rules.Codes;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Status = Google.Rpc.Status;
using Target = Ledger.V1.Operation.TargetOneofCase;

namespace Ledger.Server.Intake.Checking;

/// <summary>
/// What can be said of an operation by its message, the limits and the time alone: which fields are wrong, all of them at once.
/// </summary>
public sealed class OperationCheck(Limits limits, TimeProvider time)
{
    private const int ReferenceMaxLength = 64;

    /// <summary>The fields, or the problem that names what is wrong with them; exactly one of the two.</summary>
    public (CheckedOperation? Fields, Status? Problem) Read(V1.Operation wire)
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
        if (check.AreFinal) return (null, Problems.Invalid(check.List));
        return (new CheckedOperation(wire, key, businessTime, kind)
        {
            WrongNow = check.List, OriginalIsOff = TimeOfReversed(kind),
        }, null);
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
            check.AddNow(field, $"was made more than {limits.KeyMaxAgeDays} days ago and is not executed any more", "KEY_TOO_OLD");
        else if (made > now.AddMinutes(limits.KeyMaxAheadMinutes))
            check.AddNow(field, $"was made more than {limits.KeyMaxAheadMinutes} minutes ahead of the server's clock", "KEY_IN_FUTURE");
    }

    private IReadOnlyList<BadRequest.Types.FieldViolation> TimeOfReversed(in KindFields kind)
    {
        if (kind is not { Kind: OperationKind.Reverse, Original: { } reversed }) return [];
        var check = new Violations();
        CheckTime("reverse.original_key", reversed, check);
        return check.List;
    }

    private DateTime ReadBusinessTime(V1.Operation wire, Guid key, Violations check)
    {
        if (wire.BusinessTime is not { } stated)
        {
            check.Add("business_time", "is missing", "REQUIRED");
            return default;
        }
        if (!check.Moment("business_time", stated)) return default;
        var businessTime = DateTime.UnixEpoch.AddTicks(
            stated.Seconds * TimeSpan.TicksPerSecond + stated.Nanos / 1000 * TimeSpan.TicksPerMicrosecond);
        var latest = time.GetUtcNow().UtcDateTime.AddMinutes(limits.KeyMaxAheadMinutes);
        if (key != default && (businessTime - UuidV7.TimeOf(key)).Duration() > TimeSpan.FromHours(limits.BusinessTimeMaxDistanceHours))
            check.AddNow(
                "business_time", $"is more than {limits.BusinessTimeMaxDistanceHours} hours away from the key's own time", "TIME_FAR_OFF");
        // What has not happened yet would spend points that still wait, and belong to a day that is still to come. Of a key from the future
        // it is told already.
        else if (businessTime > latest && (key == default || UuidV7.TimeOf(key) <= latest))
            check.AddNow(
                "business_time", $"is more than {limits.KeyMaxAheadMinutes} minutes ahead of the server's clock", "TIME_IN_FUTURE");
        return businessTime;
    }

    private static void CheckTarget(V1.Operation wire, Violations check)
    {
        var opens = wire.KindCase == V1.Operation.KindOneofCase.OpenAccount;
        switch (wire.TargetCase)
        {
            case Target.Account:
                check.Account("account", wire.Account);
                break;
            case Target.Card when opens:
                check.Add("card", "an account that is opened has no card to present yet; its first card goes into open_account.card",
                    "NOT_ALLOWED");
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
}
