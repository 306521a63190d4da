using Google.Protobuf;
using Google.Protobuf.Collections;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake.Checking;

/// <summary>Reads a checkout, and what undoes it.</summary>
internal static class KindsOfPurchases
{
    private const int LinesMax = 200;

    public static KindFields Checkout(V1.Checkout checkout, Limits limits, Violations check)
    {
        var lines = ReadLines(checkout.Lines, limits, check);
        var asked = 0L;
        foreach (var line in lines) asked += line.AmountMinor;
        if (!check.AreFinal && asked > limits.AmountMax && Array.TrueForAll(lines, line => line.AmountMinor <= limits.AmountMax))
        {
            var told = $"come to {asked}; together they must be at most {limits.AmountMax}";
            if (asked > Limits.AmountLargest) check.Add("checkout.lines", told, "OUT_OF_RANGE");
            else check.AddNow("checkout.lines", told, "OUT_OF_RANGE");
        }
        check.Amount("checkout.points", checkout.Points, 0, limits.AmountMax);
        check.Amount("checkout.stored_value_minor", checkout.StoredValueMinor, 0, limits.AmountMax);
        if (checkout.AllStoredValue && checkout.StoredValueMinor != 0)
            check.Add("checkout.stored_value_minor", "must be 0 with all_stored_value", "NOT_ALLOWED");
        Guid? hold = checkout.HoldKey.IsEmpty ? null : check.Key("checkout.hold_key", checkout.HoldKey);
        if (checkout.KeepHold && hold is null) check.Add("checkout.keep_hold", "must not be set without hold_key", "NOT_ALLOWED");
        if (checkout.HasRestMinor) check.Amount("checkout.rest_minor", checkout.RestMinor, 0, limits.AmountMax);
        var storedValue = checkout.AllStoredValue ? long.MaxValue : checkout.StoredValueMinor;
        long? rest = checkout.HasRestMinor ? checkout.RestMinor : null;
        return new KindFields(OperationKind.Checkout, asked, AmountField: "checkout.lines")
        {
            Original = hold,
            Terms = new CheckoutTerms(lines, checkout.Points, storedValue, rest, checkout.ChargedPrices) { KeepHold = checkout.KeepHold },
        };
    }

    public static KindFields Refund(V1.Operation wire, Limits limits, Violations check)
    {
        var refund = wire.Refund;
        var original = ReadOriginal("refund.original_key", refund.OriginalKey, wire.Key, check);
        check.Amount("refund.amount", refund.Amount, 0, limits.AmountMax);
        if (refund.Amount != 0 && refund.Lines.Count > 0) check.Add("refund.lines", "must be empty with amount", "NOT_ALLOWED");
        return new KindFields(OperationKind.Refund, refund.Amount, AmountField: "refund.amount")
        {
            Original = original, Terms = new RefundTerms(ReadLines(refund.Lines, limits, check)),
        };
    }

    public static KindFields Reverse(V1.Operation wire, Violations check) =>
        new(OperationKind.Reverse) { Original = ReadOriginal("reverse.original_key", wire.Reverse.OriginalKey, wire.Key, check) };

    private static Guid ReadOriginal(string field, ByteString original, ByteString key, Violations check)
    {
        if (!original.IsEmpty && original == key) check.Add(field, "is the operation's own key", "NOT_ALLOWED");
        return check.Key(field, original);
    }

    private static CheckoutLine[] ReadLines(RepeatedField<V1.CheckoutLine> lines, Limits limits, Violations check)
    {
        if (lines.Count is < 1 or > LinesMax)
        {
            check.Range("checkout.lines", lines.Count, 1, LinesMax);
            return [];
        }
        var read = new CheckoutLine[lines.Count];
        for (var at = 0; at < read.Length; at++)
        {
            var line = lines[at];
            if (line.AmountMinor < 1 || line.AmountMinor > limits.AmountMax)
                check.Amount($"checkout.lines[{at}].amount_minor", line.AmountMinor, 1, limits.AmountMax);
            if (line.Category.Length > 0) check.Code($"checkout.lines[{at}].category", line.Category);
            read[at] = new CheckoutLine(line.AmountMinor, line.Category, line.EarnsNothing, line.NoDiscount);
        }
        return read;
    }

    private static RefundLine[] ReadLines(RepeatedField<V1.RefundLine> lines, Limits limits, Violations check)
    {
        if (lines.Count > LinesMax)
        {
            check.Range("refund.lines", lines.Count, 0, LinesMax);
            return [];
        }
        var read = new RefundLine[lines.Count];
        var seen = new HashSet<int>();
        for (var at = 0; at < read.Length; at++)
        {
            var line = lines[at];
            check.Range($"refund.lines[{at}].line", line.Line, 0, LinesMax - 1);
            check.Amount($"refund.lines[{at}].amount_minor", line.AmountMinor, 0, limits.AmountMax);
            if (!seen.Add(line.Line))
                check.Add($"refund.lines[{at}].line", $"{line.Line} is there already: each line at most once", "REPEATED");
            read[at] = new RefundLine(line.Line, line.AmountMinor);
        }
        return read;
    }
}
