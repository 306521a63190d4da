using Google.Protobuf.Collections;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Intake.Checking;

/// <summary>Reads what concerns the membership as a whole.</summary>
internal static class KindsOfMembers
{
    private const int BirthdaysMax = 10;
    private const int WhoseMaxLength = 16;
    // 29 February exists.
    private const int LeapYear = 2024;

    public static KindFields Open(V1.OpenAccount open, Limits limits, Violations check)
    {
        if (open.Card.Length > 0) check.Card("open_account.card", open.Card);
        else if (open.CardType.Length > 0) check.Add("open_account.card_type", "must be empty without a card", "NOT_ALLOWED");
        check.Code("open_account.card_type", open.CardType);
        check.Identifiers("open_account.identifiers", open.Identifiers);
        var birthdays = ReadBirthdays("open_account.birthdays", open.Birthdays, check);
        check.Code("open_account.tier", open.Tier);
        check.Amount("open_account.qualifying_purchase_minor", open.QualifyingPurchaseMinor, 0, limits.AmountMax);
        check.Amount("open_account.qualifying_total_minor", open.QualifyingTotalMinor, 0, limits.AmountMax);
        check.Text("open_account.reason", open.Reason, 0, OperationKinds.ReasonMaxLength);
        return new KindFields(
            OperationKind.OpenAccount, NewCard: OperationKinds.NullIfEmpty(open.Card), Note: OperationKinds.NullIfEmpty(open.Reason))
        {
            CardType = open.CardType,
            Identifiers = open.Identifiers,
            Terms = new MemberTerms([], birthdays, open.Tier, open.QualifyingPurchaseMinor, open.QualifyingTotalMinor),
        };
    }

    public static KindFields Describe(V1.Describe describe, Violations check)
    {
        if (describe.Identifiers.Count + describe.Birthdays.Count + describe.Remove.Count == 0)
            check.Add("describe", "says nothing: identifiers or birthdays are missing", "REQUIRED");
        check.Identifiers("describe.identifiers", describe.Identifiers);
        var removed = ReadRemoved(describe, check);
        return new KindFields(OperationKind.Describe)
        {
            Identifiers = describe.Identifiers,
            Terms = new MemberTerms([], ReadBirthdays("describe.birthdays", describe.Birthdays, check)) { Removed = removed },
        };
    }

    private static IdentifierKind[] ReadRemoved(V1.Describe describe, Violations check)
    {
        var removed = new List<IdentifierKind>();
        for (var at = 0; at < describe.Remove.Count; at++)
        {
            var (field, kind) = ($"describe.remove[{at}]", describe.Remove[at]);
            if (kind is not (V1.IdentifierKind.MemberNumber or V1.IdentifierKind.Mobile or V1.IdentifierKind.Document))
                check.Add(field, "must be a member number, mobile or document number", "REQUIRED");
            else if (removed.Contains((IdentifierKind)kind)) check.Add(field, "is there already: each kind at most once", "REPEATED");
            else if (describe.Identifiers.Any(given => given.Kind == kind))
                check.Add(field, "is of a kind that is given as well: that takes the old one's place by itself", "NOT_ALLOWED");
            removed.Add((IdentifierKind)kind);
            // More than there are kinds, as with identifiers.
            if (at == 3) break;
        }
        return [.. removed];
    }

    public static KindFields Freeze(V1.Freeze freeze, Violations check) =>
        WithReason(OperationKind.Freeze, "freeze.reason", freeze.Reason, check, shortest: 1);

    public static KindFields Unfreeze(V1.Unfreeze unfreeze, Violations check) =>
        WithReason(OperationKind.Unfreeze, "unfreeze.reason", unfreeze.Reason, check);

    public static KindFields Warn(V1.Warn warn, Violations check) => WithReason(OperationKind.Warn, "warn.reason", warn.Reason, check);

    public static KindFields Cancel(V1.CancelAccount cancel, Violations check) =>
        WithReason(OperationKind.CancelAccount, "cancel_account.reason", cancel.Reason, check);

    public static KindFields SetTier(V1.SetTier set, Violations check)
    {
        check.Code("set_tier.tier", set.Tier, required: true);
        check.Text("set_tier.reason", set.Reason, 1, OperationKinds.ReasonMaxLength);
        return new KindFields(OperationKind.SetTier, Note: set.Tier) { Terms = new TierTerms(set.Reason) };
    }

    public static KindFields Transfer(V1.TransferToMember transfer, Limits limits, Violations check)
    {
        check.Account("transfer.to_account", transfer.ToAccount);
        if (transfer.Asset is not (V1.Asset.Points or V1.Asset.Principal))
            check.Add("transfer.asset", "must be points or principal", "REQUIRED");
        check.Amount("transfer.amount", transfer.Amount, 1, limits.AmountMax);
        return new KindFields(OperationKind.Transfer, transfer.Amount, (Asset)transfer.Asset, AmountField: "transfer.amount")
        {
            Terms = new OtherAccountTerms(transfer.ToAccount),
        };
    }

    public static KindFields Merge(V1.Merge merge, Violations check)
    {
        check.Account("merge.into_account", merge.IntoAccount);
        return new KindFields(OperationKind.Merge) { Terms = new OtherAccountTerms(merge.IntoAccount) };
    }

    private static KindFields WithReason(OperationKind kind, string field, string reason, Violations check, int shortest = 0)
    {
        check.Text(field, reason, shortest, OperationKinds.ReasonMaxLength);
        return new KindFields(kind, Note: OperationKinds.NullIfEmpty(reason));
    }

    private static Birthday[] ReadBirthdays(string field, RepeatedField<V1.Birthday> birthdays, Violations check)
    {
        if (birthdays.Count > BirthdaysMax)
        {
            check.Range(field, birthdays.Count, 0, BirthdaysMax);
            return [];
        }
        var read = new Birthday[birthdays.Count];
        for (var at = 0; at < read.Length; at++)
        {
            var birthday = birthdays[at];
            check.Text($"{field}[{at}].whose", birthday.Whose, 1, WhoseMaxLength);
            check.Range($"{field}[{at}].month", birthday.Month, 1, 12);
            var days = birthday.Month is >= 1 and <= 12 ? DateTime.DaysInMonth(LeapYear, birthday.Month) : 31;
            check.Range($"{field}[{at}].day", birthday.Day, 1, days);
            read[at] = new Birthday(birthday.Whose, birthday.Month, birthday.Day);
        }
        return read;
    }
}
