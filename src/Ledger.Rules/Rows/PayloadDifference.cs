using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;

namespace Ledger.Rules.Rows;

/// <summary>Names the first field in which an operation differs from the one its key was first used for.</summary>
public static class PayloadDifference
{
    /// <summary>
    /// The path of the first differing field, in the order of the contract as far as the row tells, or null when <paramref name="again"/>
    /// is the same operation.
    /// </summary>
    public static string? Between(in JournalRow first, Operation again)
    {
        // A blocked key is blocked for whatever comes under it.
        if (first.Kind == OperationKind.BlockKey) return null;
        // A card or an identifier may name another account by now: the operation sent by it is the same all the same.
        if (first.PayloadHash == again.PayloadHash && (first.Account == again.Account || again.Card is not null)) return null;

        if (first.Card != again.Card) return again.IsIdentifier ? "identifier" : "card";
        if (first.Account != again.Account && again.Card is null) return "account";
        if (first.Store != again.Store) return "store";
        if (first.Terminal != again.Terminal) return "terminal";
        if (first.Operator != again.Operator) return "operator";
        if (first.TerminalSeq != again.TerminalSeq) return "terminal_seq";
        if (first.BusinessTime != again.BusinessTime) return "business_time";
        if (first.Reference != again.Reference) return "reference";
        if (first.Kind != again.Kind) return "kind";
        return OfKind(first, again);
    }

    // What no column tells apart is the one field of the kind that is left, or somewhere in the kind.
    private static string OfKind(in JournalRow first, Operation again) => again.Kind switch
    {
        OperationKind.OpenAccount => OfOpenAccount(first, again),
        OperationKind.IssueCard => OfIssueCard(first, again),
        OperationKind.TopUp => first.Asked != again.Asked ? "top_up.amount_minor" : "top_up.tender",
        OperationKind.Accrue => OfAccrue(first, again),
        OperationKind.Debit => first.Asked != again.Asked ? "debit.amount_minor" : "debit.allow_partial",
        OperationKind.Redeem => first.Asked != again.Asked ? "redeem.points" : "redeem.reward",
        OperationKind.Adjust => OfAdjust(first, again),
        OperationKind.Checkout => OfCheckout(first, again),
        OperationKind.Refund => first.Original != again.Original ? "refund.original_key"
            : first.Asked != again.Asked ? "refund.amount" : "refund.lines",
        OperationKind.Reverse => "reverse.original_key",
        OperationKind.PlaceHold => first.Asked != again.Asked ? "place_hold.amount_minor" : "place_hold.minutes",
        OperationKind.CaptureHold => OfCaptureHold(first, again),
        OperationKind.ReleaseHold => "release_hold.hold_key",
        OperationKind.ReportLoss => "report_loss.last_four",
        OperationKind.FindCard => "find_card.last_four",
        OperationKind.ReplaceCard => first.NewCard != again.NewCard?.Id ? "replace_card.card" : "replace_card",
        OperationKind.ApproveCard => first.Note != again.Note ? "approve_card.reason" : "approve_card.last_four",
        OperationKind.SetPin => "set_pin.reset",
        OperationKind.Freeze => "freeze.reason",
        OperationKind.Unfreeze => "unfreeze.reason",
        OperationKind.Warn => "warn.reason",
        OperationKind.CancelAccount => "cancel_account.reason",
        OperationKind.Transfer => OfTransfer(first, again),
        OperationKind.Merge => "merge.into_account",
        OperationKind.Describe => OfDescribe(first, again),
        OperationKind.SetTier => first.Note != again.Note ? "set_tier.tier" : "set_tier.reason",
        _ => "kind",
    };

    private static string OfOpenAccount(in JournalRow first, Operation again)
    {
        if (first.NewCard != again.NewCard?.Id) return "open_account.card";
        if (IsOtherCardType(first, again)) return "open_account.card_type";
        if (IsOtherList(first, Identifiers(first), Identifiers(again))) return "open_account.identifiers";
        if (IsOtherList(first, first.Detail?.Birthdays, (again.Terms as MemberTerms)?.Birthdays)) return "open_account.birthdays";
        if (first.Note != again.Note) return "open_account.reason";
        // A row says neither whether number and card type were stated nor what qualified. Where there is nothing else, it is the number.
        var isBare = again.NewCard is null && again.Terms is null
            or MemberTerms { Tier.Length: 0, QualifyingPurchaseMinor: 0, QualifyingTotalMinor: 0 };
        return isBare && first.Detail is null && first.Outcome.IsPosted() ? "account" : "open_account";
    }

    private static string OfDescribe(in JournalRow first, Operation again)
    {
        // A refused row does not say what it was to give.
        if (!first.Outcome.IsPosted()) return "describe";
        if (IsOtherList(first, Identifiers(first), Identifiers(again))) return "describe.identifiers";
        // A row says which identifiers are freed, and nothing of a kind that the member had none of.
        var isOtherDay = IsOtherList(first, first.Detail?.Birthdays, (again.Terms as MemberTerms)?.Birthdays);
        return isOtherDay ? "describe.birthdays" : "describe.remove";
    }

    private static string OfIssueCard(in JournalRow first, Operation again)
    {
        if (first.NewCard != again.NewCard?.Id) return "issue_card.card";
        if (IsOtherCardType(first, again)) return "issue_card.card_type";
        if (first.Note != again.Note) return "issue_card.reason";
        // A row does not say what qualified.
        return again.Terms is MemberTerms ? "issue_card" : "issue_card.card_type";
    }

    // Stated points have a reason, an action asks for no number of them, a purchase has neither.
    private static string OfAccrue(in JournalRow first, Operation again)
    {
        var basis = again.Asset switch
        {
            Asset.Points => "accrue.points",
            Asset.Principal => "accrue.purchase_minor",
            _ => "accrue.action",
        };
        var isSameBasis = (first.Note is null, first.Asked == 0) == (again.Note is null, again.Asked == 0);
        return isSameBasis && first.Asked == again.Asked && again.Asset == Asset.Points ? "accrue.reason" : basis;
    }

    // A refused row moves nothing and so does not say of which asset it was.
    private static string OfAdjust(in JournalRow first, Operation again)
    {
        if (first.Asset != Asset.None && first.Asset != again.Asset) return "adjust.asset";
        if (first.Asked != again.Asked) return "adjust.amount";
        return first.Note != again.Note ? "adjust.reason" : "adjust.asset";
    }

    private static string OfCheckout(in JournalRow first, Operation again)
    {
        var terms = (CheckoutTerms)again.Terms!;
        if (first.Original != again.Original) return "checkout.hold_key";
        if (first.Asked != again.Asked) return "checkout.lines";
        // A refused row has no basket.
        if (first.Detail?.Basket is not { } basket) return "checkout";
        if (!basket.Lines.AsSpan().SequenceEqual(terms.Lines)) return "checkout.lines";
        if (basket.Points != terms.Points) return "checkout.points";
        if (terms.StoredValueMinor != long.MaxValue && basket.StoredValueMinor != terms.StoredValueMinor)
            return "checkout.stored_value_minor";
        return terms.RestMinor is { } rest && rest != basket.RestMinor ? "checkout.rest_minor" : "checkout";
    }

    private static string OfCaptureHold(in JournalRow first, Operation again)
    {
        if (first.Original != again.Original) return "capture_hold.hold_key";
        return first.Asked != again.Asked ? "capture_hold.amount_minor" : "capture_hold.last";
    }

    private static string OfTransfer(in JournalRow first, Operation again)
    {
        if (first.Detail?.OtherAccount is { } other && other != ((OtherAccountTerms)again.Terms!).Account) return "transfer.to_account";
        if (first.Asset != Asset.None && first.Asset != again.Asset) return "transfer.asset";
        return first.Asked != again.Asked ? "transfer.amount" : "transfer";
    }

    private static bool IsOtherCardType(in JournalRow first, Operation again) =>
        again.NewCard is { IsTypeStated: true } card && first.Detail?.Card is { } facts && facts.Type != card.Type;

    private static IReadOnlyList<NewIdentifier>? Identifiers(in JournalRow first) => first.Detail?.Identifiers;

    private static IReadOnlyList<NewIdentifier>? Identifiers(Operation again) => (again.Terms as MemberTerms)?.Identifiers;

    // Only a posted row tells what was given.
    private static bool IsOtherList<T>(in JournalRow first, IReadOnlyList<T>? given, IReadOnlyList<T>? again) =>
        first.Outcome.IsPosted() && !(given ?? []).SequenceEqual(again ?? []);
}
