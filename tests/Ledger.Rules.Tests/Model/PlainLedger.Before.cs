using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.State;

namespace Ledger.Rules.Tests.Model;

// The checks that all kinds share, in their order.
internal sealed partial class PlainLedger
{
    private bool _endsWrongPins;

    private bool IsRefusedBefore(Desk at)
    {
        var (member, kind) = (at.Member, at.Operation.Kind);
        if (member.Program != at.Operation.Program) return Refused(at, Outcome.OtherProgram);
        if (kind is not (OperationKind.Refund or OperationKind.Reverse or OperationKind.ComeBack or OperationKind.Expire
            or OperationKind.ReleaseHold or OperationKind.TimeOutHold))
        {
            if (member.Status == AccountStatus.Cancelled && kind is not (OperationKind.CashOut or OperationKind.CancelAccount))
                return Refused(at, Outcome.AccountCancelled);
            if (member.Status == AccountStatus.Merged && kind != OperationKind.Merge)
                return Refused(at, Outcome.AccountMerged, member.MergedInto);
        }
        if (member.Status == AccountStatus.Frozen && !WorksFrozen(at.Operation)) return Refused(at, Outcome.AccountFrozen);
        return ByCard(at) is { } card ? Refused(at, card) : IsRefusedByPin(at);
    }

    private static bool WorksFrozen(Operation operation) => operation.Kind
        is OperationKind.Refund or OperationKind.Reverse or OperationKind.ReleaseHold or OperationKind.CaptureHold
            or OperationKind.ReportLoss or OperationKind.FindCard or OperationKind.Freeze
        or OperationKind.Unfreeze or OperationKind.Warn or OperationKind.CancelAccount or OperationKind.Describe or OperationKind.UnlockPin
        or OperationKind.Arrive or OperationKind.ComeBack or OperationKind.TakeBack
        or OperationKind.Expire or OperationKind.TimeOutHold or OperationKind.ReviewTier
            or OperationKind.GrantBonus
        || operation is { Kind: OperationKind.SetPin, Terms: PinTerms { IsReset: true } };

    private Outcome? ByCard(Desk at)
    {
        var (member, kind) = (at.Member, at.Operation.Kind);
        PlainCard? shown = null;
        if (at.Operation is { Card: { } id, IsIdentifier: false })
        {
            shown = member.CardOf(id);
            // The card of an account that was merged into this one, of which nobody asks anything but a return.
            if (shown is null && member.Number != at.Operation.Account) return null;
            if (shown is null) return Outcome.CardNotActive;
            var any = kind is OperationKind.ReportLoss or OperationKind.FindCard or OperationKind.ReplaceCard
                or OperationKind.ApproveCard or OperationKind.Refund
                or OperationKind.Reverse or OperationKind.ReleaseHold;
            var late = any || kind == OperationKind.CaptureHold;
            if (!any && shown.Status == CardStatus.Void) return Outcome.CardVoid;
            if (!late && shown.Status == CardStatus.Lost) return Outcome.CardLost;
            if (!any && shown.Status == CardStatus.Waiting) return Outcome.CardWaiting;
            if (!late && at.Date > shown.LastDay) return Outcome.CardExpired;
        }
        var card = TypeInUse(at);
        var tier = PlainEarning.TierOf(at.Rules, member.Tier) ?? new Tier("", "", []);
        var able = kind switch
        {
            OperationKind.Accrue => (card.Earns, tier.Earns),
            OperationKind.TopUp => (card.Loads && (card.Reload || !member.Loaded), tier.Loads),
            OperationKind.CashOut => (card.Spends && card.CashOut, tier.Spends),
            OperationKind.Arrive => (
                card.TransfersIn || Entries[at.Operation.Original!.Value].Operation.Kind != OperationKind.Transfer, true),
            OperationKind.Checkout => TakesAnything(at.Operation) ? (card.Spends, tier.Spends) : (true, true),
            OperationKind.Debit or OperationKind.Redeem or OperationKind.PlaceHold or OperationKind.Transfer => (card.Spends, tier.Spends),
            _ => (true, true),
        };
        return able is (true, true) ? null : Outcome.NotCapable;
    }

    private static bool TakesAnything(Operation operation) =>
        operation.Terms is CheckoutTerms terms && terms.Points + (decimal)terms.StoredValueMinor > 0;

    private bool IsRefusedByPin(Desk at)
    {
        var needed = (at.Rules.Pin.WhenSet && at.Member.HasPin && Asks(at) is not null) || Asks(at) > at.Rules.Pin.AboveMinor;
        if (!needed) return false;
        if (!at.Member.HasPin) return Refused(at, Outcome.PinNotSet);
        if (IsLocked(at)) return Refused(at, Outcome.PinLocked);
        return IsWrongPin(at);
    }

    private bool IsWrongPin(Desk at)
    {
        if (at.Typed == Typed.Nothing) return Refused(at, Outcome.PinRequired);
        if (at.Typed == Typed.Right)
        {
            _endsWrongPins = true;
            return false;
        }
        at.Member.Tries.Add(null);
        at.Member.WrongPinAt = at.Now;
        var pin = at.Rules.Pin;
        var left = Math.Max(0, pin.Tries - at.Member.WrongPins);
        return Refused(at, Outcome.WrongPin, left);
    }

    private static bool IsLocked(Desk at)
    {
        var (pin, wrong) = (at.Rules.Pin, at.Member.WrongPins);
        if (wrong >= pin.TriesMax) return true;
        return wrong >= pin.Tries && at.Now < at.Member.WrongPinAt.AddMinutes(pin.LockMinutes);
    }

    /// <summary>The stored value an operation asks for, points with their worth; null: it asks for nothing.</summary>
    private static decimal? Asks(Desk at)
    {
        var (operation, member) = (at.Operation, at.Member);
        return operation.Kind switch
        {
            OperationKind.Debit or OperationKind.PlaceHold => operation.Asked,
            OperationKind.Redeem => WorthOf(at.Rules, at.Rules.Rewards.FirstOrDefault(reward => reward.Code == operation.Note),
                operation.Asked),
            OperationKind.Checkout when TakesAnything(operation) && operation.Terms is CheckoutTerms terms =>
                terms.StoredValueMinor == long.MaxValue ? operation.Asked : Worth(at.Rules, terms.Points) + terms.StoredValueMinor,
            OperationKind.CashOut => member.Stored,
            OperationKind.Transfer => operation.Asset == Asset.Points ? Worth(at.Rules, operation.Asked) : operation.Asked,
            OperationKind.Merge => member.Stored + Worth(at.Rules, Math.Max(0, member.Points)),
            _ => null,
        };
    }

    private static decimal Worth(ProgramRules rules, decimal points) => Math.Floor(points / rules.RedeemBlock) * rules.RedeemWorthMinor;

    private static bool Refused(Desk at, Outcome outcome, decimal figure = 0)
    {
        at.Refuse(outcome, figure);
        return true;
    }
}
