using System.Globalization;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Members;
using Ledger.Rules.State;
using Ledger.Rules.Tests.Model;

namespace Ledger.Rules.Tests.Simulation;

/// <summary>
/// What members, tills and upkeep do next, at random. It looks at the second model, so that amounts meet the balances and limits
/// they are checked against and keys name operations that are there.
/// </summary>
internal sealed partial class RandomLife(Random random, PlainLedger ledger)
{
    private const int Accounts = 4;
    private static readonly OperationKind[] _often =
    [
        OperationKind.TopUp, OperationKind.TopUp, OperationKind.Accrue, OperationKind.Accrue, OperationKind.Debit, OperationKind.Debit,
            OperationKind.Checkout, OperationKind.Checkout,
        OperationKind.Checkout, OperationKind.Redeem, OperationKind.Refund, OperationKind.Refund, OperationKind.Refund,
    ];
    private static readonly OperationKind[] _seldom = [.. Enum.GetValues<OperationKind>()
        .Where(kind => kind is not (OperationKind.None or OperationKind.BlockKey))];
    private static readonly OperationKind[] _rarely = [OperationKind.CancelAccount, OperationKind.Merge, OperationKind.Freeze,
        OperationKind.OpenAccount];

    /// <summary>What sets something that was set before, on whichever account.</summary>
    private static readonly OperationKind[] _setting = [OperationKind.Freeze, OperationKind.Unfreeze, OperationKind.SetPin,
        OperationKind.UnlockPin, OperationKind.Describe, OperationKind.Describe, OperationKind.SetTier, OperationKind.SetTier,
        OperationKind.ReportLoss, OperationKind.FindCard, OperationKind.ApproveCard, OperationKind.Warn];

    private readonly List<Sending> _sent = [];
    private readonly Queue<(OperationKind Kind, long Account, Guid Sent)> _underWay = [];
    private readonly HashSet<Guid> _followed = [];
    private readonly List<Guid> _cards = [];
    // How far the stores' clocks are ahead of UTC, less when their days begin; of the ledger's own operations the last one's.
    private readonly int[] _hours = [0, random.Next(3) == 0 ? 14 : 0, random.Next(3) == 0 ? -23 : 0, 0];
    private DateTime _when = new DateTime(2026, 1, 1, 4, 0, 0, DateTimeKind.Utc).AddDays(random.Next(400));
    private int _count;
    /// <summary>A transfer that was taken back for this reversal.</summary>
    private (long Account, Guid Transfer)? _reversed;

    /// <summary>The ledger's clock: never behind what it has seen.</summary>
    public DateTime Now { get; private set; }

    public Sending Next()
    {
        FollowUp();
        _count++;
        var sending = _count <= Accounts + 1 ? new Sending(Open(_count)) : Drawn();
        sending = sending with { LastDate = DateAt(0, sending.Operation.Program) };
        Now = sending.Operation.BusinessTime > Now ? sending.Operation.BusinessTime.AddSeconds(1) : Now.AddSeconds(1);
        _sent.Add(sending);
        return sending;
    }

    /// <summary>A change of what is known of a member, a minute later.</summary>
    public Sending NextChange(long account)
    {
        _count++;
        _when = _when.AddMinutes(1);
        var sending = new Sending(Made(_setting[random.Next(_setting.Length)], account), Typed.Right);
        Now = sending.Operation.BusinessTime > Now ? sending.Operation.BusinessTime.AddSeconds(1) : Now.AddSeconds(1);
        _sent.Add(sending);
        return sending;
    }

    // What has left is sent on, now or a little later; what was refused there comes back.
    private void FollowUp()
    {
        if (_sent.Count == 0 || !ledger.Entries.TryGetValue(_sent[^1].Operation.Key, out var last) || !_followed.Add(last.Operation.Key))
            return;
        if (last is { IsPosted: true, Operation: { Kind: OperationKind.Transfer or OperationKind.Merge
            or OperationKind.TakeBack, Terms: OtherAccountTerms to } })
            _underWay.Enqueue((MemberOf(to.Account) is null ? OperationKind.ComeBack : OperationKind.Arrive, MemberOf(to.Account) is null
                ? last.Member.Number : to.Account, last.Operation.Key));
        else if (last is { IsPosted: false, Operation: { Kind: OperationKind.Arrive, Original: { } sent } })
            _underWay.Enqueue((OperationKind.ComeBack, ledger.Entries[sent].Member.Number, sent));
    }

    private Sending Drawn()
    {
        if (_reversed is { } reversed)
        {
            _reversed = null;
            return new Sending(Blank(OperationKind.Reverse, reversed.Account, original: reversed.Transfer));
        }
        if (Prompted() is { } prompt) return prompt;
        MoveOn();
        if (_underWay.Count > 0 && random.Next(3) == 0)
        {
            var (kind, account, sent) = _underWay.Dequeue();
            if (kind == OperationKind.ComeBack && ledger.Entries[sent].Operation.Kind is OperationKind.Transfer or OperationKind.TakeBack)
            {
                // To whoever the sender was merged into since, once that has arrived.
                while (MemberOf(account) is { Status: AccountStatus.Merged } merged && MemberOf(merged.MergedInto) is { } stays
                    && stays.Absorbed.Contains(merged.Number)) account = stays.Number;
                if (MemberOf(account)?.Status == AccountStatus.Merged)
                {
                    _underWay.Enqueue((kind, account, sent));
                    return Drawn();
                }
            }
            return new Sending(Blank(kind, account, original: sent, byLedger: true, program: ledger.Entries[sent].Member.Program));
        }
        switch (random.Next(30))
        {
            case 0:
                var again = _sent[random.Next(_sent.Count)];
                return ledger.Entries.TryGetValue(again.Operation.Key, out var known) ? new Sending(known.Operation) : again;
            case 1:
                var before = _sent[random.Next(_sent.Count)];
                return ledger.Entries.TryGetValue(before.Operation.Key, out var first) ? Sendings.Changed(first.Operation, random.Next(4))
                    : before;
            default:
                var drawn = random.Next(5) < 3 ? _often[random.Next(_often.Length)] : _seldom[random.Next(_seldom.Length)];
                // What ends accounts is rarer still, or nothing else would be met.
                if (_rarely.Contains(drawn) && random.Next(4) > 0) drawn = OperationKind.Debit;
                if (drawn == OperationKind.Freeze && random.Next(2) == 0) drawn = OperationKind.Unfreeze;
                return new Sending(Made(drawn, AccountOf()), (Typed)(random.Next(8) switch { < 5 => 1, < 7 => 0, _ => 2 }))
                {
                    IsBlind = random.Next(2) == 0,
                };
        }
    }

    // A hold is captured soon or never, who has typed a wrong PIN tries again, and who owes points likes to leave.
    private Sending? Prompted()
    {
        var last = ledger.Entries.GetValueOrDefault(_sent[^1].Operation.Key);
        if (last is null || MemberOf(last.Member.Number) is not { } member || random.Next(3) == 0) return null;
        _when = _when.AddMinutes(random.Next(0, 12));
        if (last.Outcome is Outcome.WrongPin or Outcome.PinLocked)
            return new Sending(Made(last.Operation.Kind, member.Number), (Typed)random.Next(1, 3));
        if (member.Owed > 0 && last.Operation.Kind == OperationKind.Refund && random.Next(4) == 0)
            return new Sending(Made(OperationKind.CancelAccount, member.Number), Typed.Right);
        if (member.Holds.Count == 0
            || last.Operation is not { Kind: OperationKind.PlaceHold or OperationKind.CaptureHold or OperationKind.Checkout }) return null;
        if (random.Next(3) == 0) return new Sending(Made(OperationKind.Checkout, member.Number), Typed.Right);
        return new Sending(EndHold(random.Next(5) > 0 ? OperationKind.CaptureHold : OperationKind.ReleaseHold, member.Number, member));
    }

    private void MoveOn() => _when = random.Next(22) switch
    {
        20 or 21 => Turn() is { } day ? day.ToDateTime(TimeOnly.FromDateTime(_when), DateTimeKind.Utc) : _when,
        < 11 => _when.AddMinutes(random.Next(0, 90)),
        < 17 => _when.AddDays(random.Next(1, 8)),
        < 18 => _when.AddDays(random.Next(20, 120)),
        _ => _when.AddDays(-random.Next(0, 3)),
    };

    /// <summary>A day on which something ends or begins, or the day after; null: there is none soon.</summary>
    private DateOnly? Turn()
    {
        if (MemberOf(AccountOf()) is not { } member) return null;
        var today = DateOnly.FromDateTime(_when);
        var turns = member.PointGains.Concat(member.BonusGains).SelectMany(gain => new[] { gain.LastDay, gain.FirstDay })
            .Concat(member.Cards.Select(card => card.LastDay))
            .Append(member.TierUntil).Append(member.NextGrant).Where(day => day > today && day < today.AddDays(200)).ToList();
        return turns.Count == 0 ? null : turns[random.Next(turns.Count)].AddDays(random.Next(2));
    }

    private long AccountOf() => random.Next(12) == 0 ? Accounts + 1 : random.Next(1, Accounts + 1);

    private PlainMember? MemberOf(long account) => ledger.Members.GetValueOrDefault(account);

    private Guid NewKey() => new(_count, 1, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);

    private Operation Open(int account) => Blank(OperationKind.OpenAccount, account, note: null, newCard: random.Next(5) > 0 ? NewCard()
        : null, terms: new MemberTerms(
        [.. Enum.GetValues<IdentifierKind>().Where(kind => kind > IdentifierKind.Card && random.Next(3) == 0).Select(Identifier)],
            Birthdays(),
        random.Next(4) == 0 ? "tier" + random.Next(5) : "", random.Next(8) == 0 ? 0 : 600, random.Next(0, 3000)), withCard: false);

    private NewCard NewCard()
    {
        var number = random.Next(12) == 0 && _cards.Count > 0 ? random.Next(_cards.Count) : _cards.Count;
        if (number == _cards.Count) _cards.Add(new Guid(number + 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        return new NewCard(_cards[number], (number % 7).ToString("0000", CultureInfo.InvariantCulture),
            random.Next(8) switch { 0 => "gift", 1 => "special", 2 => "member", _ => "" });
    }

    private NewIdentifier Identifier(IdentifierKind kind) =>
        new(kind, new Guid((int)kind, 3, (short)random.Next(12), 0, 0, 0, 0, 0, 0, 0, 0), "1234");

    private Birthday[] Birthdays() => random.Next(2) == 0 ? []
        : [new Birthday("own", random.Next(1, 13), random.Next(1, 29)), new Birthday("child", 2, 29)];

    private Operation Blank(
        OperationKind kind, long account, long asked = 0, Asset asset = Asset.None, bool allowPartial = false, string? note = null,
        NewCard? newCard = null, Guid? original = null,
        OperationTerms? terms = null, bool withCard = true, Guid? key = null, bool byLedger = false, short? program = null)
    {
        var member = MemberOf(account);
        Guid? card = null;
        var isIdentifier = false;
        if (withCard && !byLedger && member is not null)
            switch (random.Next(8))
            {
                case < 2 when member.Cards.Count > 0: card = member.Cards[random.Next(member.Cards.Count)].Id; break;
                case 2 when _cards.Count > 0 && random.Next(5) == 0: card = _cards[random.Next(_cards.Count)]; break;
                case 3 when member.Identifiers.Count > 0: (card, isIdentifier) = (member.Identifiers.Values.First().Id, true); break;
            }
        var home = member?.Program ?? (short)(account > Accounts ? 2 : 1);
        var at = program ?? home;
        if (!byLedger && random.Next(40) == 0) at = (short)(3 - home);
        var store = byLedger ? 0 : at == 1 ? random.Next(1, 3) : 3;
        return Sendings.Copy(new Operation
        {
            Key = key ?? NewKey(), Kind = kind, Account = account, AccountStated = card is null, Card = card, IsIdentifier = isIdentifier,
            Store = store, Program = at, Terminal = byLedger ? 0 : random.Next(1, 4),
            Operator = random.Next(0, 3), TerminalSeq = _count,
            BusinessTime = _when, BusinessDate = DateAt(store, at), Reference = "ticket " + _count, Asked = asked, Asset = asset,
            AllowPartial = allowPartial, Note = note,
            NewCard = newCard, Original = original, Terms = terms,
        });
    }

    // What the ledger does by itself it does when the day has begun at the last of the program's stores.
    private DateOnly DateAt(int store, short program) => DateOnly.FromDateTime(_when.AddHours(
        store > 0 ? _hours[store] : program == 1 ? Math.Min(_hours[1], _hours[2]) : _hours[3]));

    /// <summary>Mostly something small, often just what there is, or one more.</summary>
    private long Amount(decimal there, long block = 1)
    {
        var amount = random.Next(10) switch
        {
            0 => (long)there,
            1 => (long)there + 1,
            2 => random.Next(1, 30_000),
            3 => (long)there / 2,
            4 => random.Next(1, 40) * 100,
            < 8 when there > 0 => random.NextInt64(1, (long)there + 1),
            _ => random.Next(1, 1500),
        };
        if (random.Next(12) > 0) amount -= amount % block;
        return Math.Max(block, amount);
    }
}
