namespace Ledger.Server.Rules;

/// <summary>Names the first field in which an operation differs from the one its key was first used for.</summary>
public static class PayloadDifference
{
    /// <summary>
    /// The path of the first differing field, in the order of the contract as far as the row tells, or null when <paramref name="again"/> is the same operation.
    /// </summary>
    public static string? Between(in JournalRow first, Operation again)
    {
        // A blocked key is blocked for whatever comes under it.
        if (first.Kind == OperationKind.BlockKey) return null;
        if (first.PayloadHash == again.PayloadHash && first.Account == again.Account) return null;

        if (first.Card != again.Card) return "card";
        if (first.Account != again.Account) return "account";
        if (first.Store != again.Store) return "store";
        if (first.Terminal != again.Terminal) return "terminal";
        if (first.Operator != again.Operator) return "operator";
        if (first.TerminalSeq != again.TerminalSeq) return "terminal_seq";
        if (first.BusinessTime != again.BusinessTime) return "business_time";
        if (first.Reference != again.Reference) return "reference";
        if (first.Kind != again.Kind) return "kind";
        return OfKind(first, again);
    }

    // What no column tells apart is the one field of the kind that is left.
    private static string OfKind(in JournalRow first, Operation again) => again.Kind switch
    {
        OperationKind.OpenAccount => first.NewCard != again.NewCard?.Id ? "open_account.card" : "account",
        OperationKind.IssueCard => "issue_card.card",
        OperationKind.TopUp => first.Asked != again.Asked ? "top_up.amount_minor" : "top_up.tender",
        OperationKind.Accrue => OfAccrue(first, again),
        OperationKind.Debit => first.Asked != again.Asked ? "debit.amount_minor" : "debit.allow_partial",
        OperationKind.Redeem => "redeem.points",
        OperationKind.Adjust => OfAdjust(first, again),
        _ => "kind",
    };

    // Stated points have a reason, a purchase has none.
    private static string OfAccrue(in JournalRow first, Operation again)
    {
        var basis = again.Asset == Asset.Points ? "accrue.points" : "accrue.purchase_minor";
        var isSameBasis = (first.Note is not null) == (again.Asset == Asset.Points);
        return isSameBasis && first.Asked == again.Asked ? "accrue.reason" : basis;
    }

    // A refused row moves nothing and so does not say of which asset it was.
    private static string OfAdjust(in JournalRow first, Operation again)
    {
        if (first.Asset != Asset.None && first.Asset != again.Asset) return "adjust.asset";
        if (first.Asked != again.Asked) return "adjust.amount";
        return first.Note != again.Note ? "adjust.reason" : "adjust.asset";
    }
}
