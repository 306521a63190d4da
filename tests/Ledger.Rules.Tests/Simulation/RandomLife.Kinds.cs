using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Simulation;

// One operation of each kind.
internal sealed partial class RandomLife
{
    private Operation Made(OperationKind kind, long account)
    {
        var member = MemberOf(account);
        var date = DateOnly.FromDateTime(_when);
        if (member is null) return Open((int)account);
        switch (kind)
        {
            case OperationKind.OpenAccount: return Open((int)account);
            case OperationKind.IssueCard: return Blank(kind, account, newCard: NewCard(), terms: random.Next(2) == 0 ? null
                : new MemberTerms([], [], "", random.Next(2) * 600, random.Next(0, 3000)));
            case OperationKind.ReplaceCard: return Blank(
                kind, account, newCard: NewCard(), terms: new CardTerms(LastFour(member), random.Next(2) == 0, random.Next(2) == 0));
            case OperationKind.ReportLoss or OperationKind.FindCard: return Blank(kind, account, terms: new CardTerms(LastFour(member)));
            case OperationKind.ApproveCard: return Blank(
                kind, account, note: "known", terms: new CardTerms(random.Next(2) == 0 ? "" : LastFour(member)));
            case OperationKind.TopUp:
                var steps = ledger.RulesOf(member, _when).BonusSteps;
                return Blank(kind, account, steps.Length > 0 && random.Next(4) == 0
                    ? Math.Max(1, steps[random.Next(steps.Length)].FromMinor - random.Next(2)) : Amount(3000), note: "cash");
            case OperationKind.Accrue: return Accrue(account);
            case OperationKind.Debit: return Blank(kind, account, Amount(member.FreeStored(date)), allowPartial: random.Next(4) == 0);
            case OperationKind.Redeem: return Redeem(account, member, date);
            case OperationKind.Adjust:
                var asset = (Asset)random.Next(1, 4);
                return Blank(kind, account, Amount(asset == Asset.Points ? member.UsablePoints(date) : asset == Asset.Bonus
                    ? member.FreeBonus(date) : member.FreePrincipal) * (random.Next(2) == 0 ? 1 : -1), asset, note: "counted");
            case OperationKind.Checkout: return Checkout(account, member, date);
            case OperationKind.Refund: return Refund(account, member);
            case OperationKind.Reverse: return Blank(kind, account, original: random.Next(8) == 0 ? Unknown()
                : random.Next(3) == 0 ? _sent[^1].Operation.Key : Known(account, _ => true));
            case OperationKind.PlaceHold: return Blank(kind, account, Amount(member.FreeStored(date)),
                terms: new HoldTerms(random.Next(3) == 0 ? 0 : random.Next(1, 4000)));
            case OperationKind.CaptureHold or OperationKind.ReleaseHold: return EndHold(kind, account, member);
            case OperationKind.TimeOutHold: return TimeOut(account, member);
            case OperationKind.SetPin: return Blank(kind, account, terms: new PinTerms([1], [2], random.Next(3) == 0));
            case OperationKind.Freeze or OperationKind.Unfreeze or OperationKind.Warn
                or OperationKind.CancelAccount: return Blank(kind, account, note: "because");
            case OperationKind.Transfer: return Blank(kind, account, Amount(member.FreePrincipal), random.Next(2) == 0 ? Asset.Points
                : Asset.Principal, terms: new OtherAccountTerms(AccountOf()));
            case OperationKind.Merge: return Blank(kind, account, terms: new OtherAccountTerms(AccountOf()));
            case OperationKind.Describe: return Blank(kind, account, terms: Described());
            case OperationKind.SetTier: return Blank(kind, account, note: "tier" + random.Next(5));
            case OperationKind.Expire or OperationKind.ReviewTier or OperationKind.GrantBonus: return Blank(kind, account, byLedger: true);
            case OperationKind.TakeBack: return TakeBack(account);
            case OperationKind.Arrive or OperationKind.ComeBack: return Blank(OperationKind.Expire, account, byLedger: true);
            default: return Blank(kind, account);
        }
    }

    private MemberTerms Described()
    {
        var given = (IdentifierKind)random.Next(2, 5);
        IdentifierKind[] removed = [.. new[] { IdentifierKind.MemberNumber, IdentifierKind.Mobile, IdentifierKind.Document }
            .Where(kind => kind != given && random.Next(4) == 0)];
        return new MemberTerms(removed.Length > 0 && random.Next(2) == 0 ? [] : [Identifier(given)], Birthdays()) { Removed = removed };
    }

    private string LastFour(PlainMember member) =>
        random.Next(3) == 0 || member.Cards.Count == 0 ? "" : member.Cards[random.Next(member.Cards.Count)].LastFour;

    private Operation Accrue(long account) => random.Next(4) switch
    {
        0 => Blank(OperationKind.Accrue, account, random.Next(1, 400), Asset.Points, note: "bought at the station"),
        1 => Blank(OperationKind.Accrue, account, note: random.Next(10) == 0 ? "nonsense" : random.Next(2) == 0 ? "sign_in" : "share"),
        _ => Blank(OperationKind.Accrue, account, Amount(55_900), Asset.Principal),
    };

    private Operation Redeem(long account, PlainMember member, DateOnly date)
    {
        var rules = ledger.RulesOf(member, _when);
        if (random.Next(2) == 0) return Blank(OperationKind.Redeem, account, Amount(member.UsablePoints(date), rules.RedeemBlock));
        var reward = rules.Rewards[random.Next(rules.Rewards.Length)];
        var times = random.Next(0, 4);
        var points = reward.StepPoints > 0 && times > 0 ? reward.Points + (times - 1) * reward.StepPoints : reward.Points * times;
        return Blank(OperationKind.Redeem, account, random.Next(8) == 0 ? points + 1 : points, note: random.Next(10) == 0 ? "nonsense"
            : reward.Code);
    }

    private Operation Checkout(long account, PlainMember member, DateOnly date)
    {
        var rules = ledger.RulesOf(member, _when);
        CheckoutLine[] lines = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => new CheckoutLine(
            random.Next(3) == 0 ? random.Next(1, 20_000) : random.Next(1, 900),
                random.Next(5) switch { 0 => "food", 1 => "wine", 2 => "books", 3 => "unheard of", _ => "" }, random.Next(6) == 0,
                random.Next(6) == 0))];
        var points = random.Next(2) == 0 ? 0 : Amount(member.UsablePoints(date) / 2, rules.RedeemBlock);
        // Points are seldom more than there are, or worth more than the basket.
        if (random.Next(5) > 0) points = Math.Min(points, (long)member.UsablePoints(date) / rules.RedeemBlock * rules.RedeemBlock);
        if (random.Next(4) > 0)
            points = Math.Min(points, lines.Sum(line =>
            line.AmountMinor) * rules.PointsSharePermille / 1000 / Math.Max(1, rules.RedeemWorthMinor) * rules.RedeemBlock);
        var stored = random.Next(4) switch { 0 => 0, 1 => Amount(member.FreeStored(date)), 2 =>
            Math.Min((long)member.FreeStored(date), lines[0].AmountMinor / 2), _ => long.MaxValue };
        var hold = HeldFor(account, member);
        return Blank(OperationKind.Checkout, account, lines.Sum(line => line.AmountMinor), original: hold,
            terms: new CheckoutTerms(lines, points, stored, random.Next(8) == 0 ? random.Next(0, 500) : null, random.Next(8) == 0)
            {
                KeepHold = hold is not null && random.Next(2) == 0,
            });
    }

    // The hold that a checkout is paid from: an open one where there is one, now and then one that has ended or none at all.
    private Guid? HeldFor(long account, PlainMember member)
    {
        if (member.Holds.Count > 0 && random.Next(3) > 0) return member.Holds[random.Next(member.Holds.Count)].Key;
        return random.Next(12) > 0 ? null
            : random.Next(4) == 0 ? Unknown() : Known(account, entry => entry.Operation.Kind == OperationKind.PlaceHold);
    }

    private Operation Refund(long account, PlainMember member)
    {
        var isAny = random.Next(15) == 0;
        var key = Known(account, entry => isAny || (IsRefundable(entry.Operation.Kind) && entry.IsPosted && !entry.IsUndone
            && entry.Moves.Count > 0));
        var original = ledger.Entries.GetValueOrDefault(key);
        if (original?.Operation.Terms is CheckoutTerms && original.Basket is { } basket && random.Next(3) == 0)
            return Blank(OperationKind.Refund, account, original: key,
                terms: new RefundTerms([.. basket.Due.Select((due, line) => (due, line)).Where(_ => random.Next(2) == 0)
                .Select(part => new RefundLine(part.line, random.Next(2) == 0 ? 0 : random.Next(1, (int)part.due + 2)))
                    .DefaultIfEmpty(new RefundLine(0, 0))]));
        return Blank(OperationKind.Refund, account, random.Next(4) == 0 ? 0 : original is null ? 5 : Amount(original.Operation.Asked / 3),
            original: key, terms: new RefundTerms([]));
    }

    private static bool IsRefundable(OperationKind kind) =>
        kind is OperationKind.Debit or OperationKind.CaptureHold or OperationKind.Redeem or OperationKind.Checkout or OperationKind.Accrue
            or OperationKind.TopUp;

    // The other side of a transfer answers, and the reversal follows at the next draw.
    private Operation TakeBack(long account)
    {
        var key = Known(account, entry => entry is { IsPosted: true, Operation.Kind: OperationKind.Transfer }
            && !ledger.Entries.ContainsKey(DerivedKeys.TakeBackOf(entry.Operation.Key)) && HasArrived(entry.Operation.Key));
        if (ledger.Entries.GetValueOrDefault(key) is not { IsPosted: true, Operation: { Kind: OperationKind.Transfer } sent } entry
            || ledger.Entries.ContainsKey(DerivedKeys.TakeBackOf(key)) || !HasArrived(key))
            return Blank(OperationKind.Reverse, account, original: key);
        var there = ((OtherAccountTerms)sent.Terms!).Account;
        for (var hops = 0; hops < Accounts && MemberOf(there) is { Status: AccountStatus.Merged } merged; hops++) there = merged.MergedInto;
        if (MemberOf(there) is null) return Blank(OperationKind.Reverse, account, original: key);
        _reversed = (entry.Member.Number, key);
        return Blank(OperationKind.TakeBack, there, sent.Asked, original: key, key: DerivedKeys.TakeBackOf(key), byLedger: true,
            program: entry.Member.Program, terms: new OtherAccountTerms(entry.Member.Number));
    }

    private bool HasArrived(Guid transfer) => ledger.Entries.Values.Any(entry =>
        entry is { IsPosted: true, Operation.Kind: OperationKind.Arrive } && entry.Operation.Original == transfer);

    private Operation EndHold(OperationKind kind, long account, PlainMember member)
    {
        var isAny = random.Next(10) == 0;
        var key = member.Holds.Count > 0 && random.Next(5) > 0 ? member.Holds[random.Next(member.Holds.Count)].Key
            : Known(account, entry => isAny || entry.Operation.Kind == OperationKind.PlaceHold);
        var left = member.Holds.Find(hold => hold.Key == key)?.Left ?? 0;
        return kind == OperationKind.ReleaseHold
            ? Blank(kind, account, original: key)
            : Blank(kind, account, random.Next(4) == 0 ? 0 : Amount(left / 2), original: key, terms: new CaptureTerms(random.Next(4) == 0));
    }

    private Operation TimeOut(long account, PlainMember member) => member.Holds.Find(hold => hold.Ends <= Now) is { } late
        ? Blank(OperationKind.TimeOutHold, account, original: late.Key, byLedger: true)
        : Blank(OperationKind.PlaceHold, account, random.Next(1, 300), terms: new HoldTerms(random.Next(1, 60)));

    private Guid Unknown() => new(_count, 9, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>The key of an earlier operation, mostly of this account and mostly of late.</summary>
    private Guid Known(long account, Func<PlainEntry, bool> isMeant)
    {
        var isAnybodys = random.Next(25) == 0;
        for (var back = random.Next(3) == 0 ? random.Next(_sent.Count) : random.Next(Math.Min(12, _sent.Count)); back < _sent.Count; back++)
            if (ledger.Entries.TryGetValue(_sent[^(1 + back)].Operation.Key, out var entry)
                && (isAnybodys || entry.Member.Number == account || MemberOf(account)?.Absorbed.Contains(entry.Member.Number) == true)
                && isMeant(entry)) return entry.Operation.Key;
        return _sent[^1].Operation.Key;
    }
}
