using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake.Checking;

/// <summary>Reads what loads, takes, holds and corrects balances.</summary>
internal static class KindsOfValue
{
    private const int TenderMaxLength = 64;
    // A year and a day: the program allows less.
    private const int HoldMaxMinutes = 366 * 24 * 60;

    public static KindFields TopUp(V1.TopUp topUp, Limits limits, Violations check)
    {
        check.Amount("top_up.amount_minor", topUp.AmountMinor, 1, limits.AmountMax);
        check.Text("top_up.tender", topUp.Tender, 0, TenderMaxLength);
        return new KindFields(
            OperationKind.TopUp, topUp.AmountMinor, Note: OperationKinds.NullIfEmpty(topUp.Tender), AmountField: "top_up.amount_minor");
    }

    public static KindFields Debit(V1.Debit debit, Limits limits, Violations check)
    {
        check.Amount("debit.amount_minor", debit.AmountMinor, 1, limits.AmountMax);
        return new KindFields(OperationKind.Debit, debit.AmountMinor, AllowPartial: debit.AllowPartial, AmountField: "debit.amount_minor");
    }

    public static KindFields Adjust(V1.Adjust adjust, Limits limits, Violations check)
    {
        if (adjust.Asset is not (V1.Asset.Points or V1.Asset.Principal or V1.Asset.Bonus))
            check.Add("adjust.asset", "must be points, principal or bonus", "REQUIRED");
        if (adjust.Amount == 0) check.Add("adjust.amount", "must not be 0", "OUT_OF_RANGE");
        else check.Amount("adjust.amount", adjust.Amount, -limits.AmountMax, limits.AmountMax);
        check.Text("adjust.reason", adjust.Reason, 1, OperationKinds.ReasonMaxLength);
        return new KindFields(OperationKind.Adjust, adjust.Amount, (Asset)adjust.Asset, Note: adjust.Reason, AmountField: "adjust.amount");
    }

    public static KindFields PlaceHold(V1.PlaceHold hold, Limits limits, Violations check)
    {
        check.Amount("place_hold.amount_minor", hold.AmountMinor, 1, limits.AmountMax);
        check.Range("place_hold.minutes", hold.Minutes, 0, HoldMaxMinutes);
        return new KindFields(OperationKind.PlaceHold, hold.AmountMinor, AmountField: "place_hold.amount_minor")
        {
            Terms = new HoldTerms(hold.Minutes),
        };
    }

    public static KindFields CaptureHold(V1.CaptureHold capture, Limits limits, Violations check)
    {
        var hold = check.Key("capture_hold.hold_key", capture.HoldKey);
        check.Amount("capture_hold.amount_minor", capture.AmountMinor, 0, limits.AmountMax);
        return new KindFields(OperationKind.CaptureHold, capture.AmountMinor, AmountField: "capture_hold.amount_minor")
        {
            Original = hold, Terms = new CaptureTerms(capture.Last),
        };
    }

    public static KindFields ReleaseHold(V1.ReleaseHold release, Violations check) =>
        new(OperationKind.ReleaseHold) { Original = check.Key("release_hold.hold_key", release.HoldKey) };

    public static KindFields CashOut() => new(OperationKind.CashOut);
}
