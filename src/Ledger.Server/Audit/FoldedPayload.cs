using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Audit;

/// <summary>
/// The hash of what was asked, made again from a row, for kinds whose rows say all that a caller fills in. What they do not say is how the
/// account was named, of which asset an operation without an amount was, and whether a part would have done: one of these must give it.
/// </summary>
internal static class FoldedPayload
{
    private static readonly Asset[] _assets = [Asset.None, Asset.Principal, Asset.Points, Asset.Bonus];

    /// <summary>False when no way of asking for what the row says has its hash.</summary>
    public static bool IsOf(in JournalRow first)
    {
        if (!IsTold(first.Kind) || first.Terminal == 0) return true;
        foreach (var asset in _assets)
            foreach (var (isStated, isIdentifier) in WaysOfNaming(first.Card is not null))
                if (Hash(first, asset, isStated, isIdentifier, false) == first.PayloadHash
                    || (first.Kind == OperationKind.Debit && Hash(first, asset, isStated, isIdentifier, true) == first.PayloadHash))
                    return true;
        return false;
    }

    private static bool IsTold(OperationKind kind) => kind is OperationKind.Debit or OperationKind.TopUp or OperationKind.Accrue
        or OperationKind.Redeem or OperationKind.Adjust or OperationKind.CashOut or OperationKind.Warn or OperationKind.Freeze
        or OperationKind.Unfreeze or OperationKind.Reverse;

    private static (bool IsStated, bool IsIdentifier)[] WaysOfNaming(bool byCard) =>
        byCard ? [(false, false), (false, true), (true, false), (true, true)] : [(true, false)];

    private static long Hash(in JournalRow first, Asset asset, bool isStated, bool isIdentifier, bool isPartial) =>
        PayloadHash.Of(new Operation
        {
            Key = first.Key, Kind = first.Kind, Account = first.Account, AccountStated = isStated, Card = first.Card,
            IsIdentifier = isIdentifier, Store = first.Store, Program = first.Program, Terminal = first.Terminal,
            Operator = first.Operator, TerminalSeq = first.TerminalSeq, BusinessTime = first.BusinessTime,
            BusinessDate = first.BusinessDate, Reference = first.Reference, Asked = first.Asked, Asset = asset, AllowPartial = isPartial,
            Note = first.Note, Original = first.Original,
        });
}
