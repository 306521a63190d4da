using Google.Protobuf.WellKnownTypes;
using Ledger.Rules.Codes;
using Ledger.Rules.Members;
using Ledger.Rules.Program;
using Ledger.Rules.State;
using Ledger.Server.Contract;

namespace Ledger.Server.Queries;

/// <summary>Tells what an account holds and where it stands, as of a day and a moment.</summary>
internal static class Holdings
{
    // A PIN that stays locked until somebody unlocks it.
    private static readonly DateTime Never = new(9999, 12, 31, 23, 59, 59, DateTimeKind.Utc);

    public static V1.Balances Of(AccountState state, ProgramRules rules, DateOnly today, DateTime now)
    {
        var membership = state.Membership;
        var balances = new V1.Balances
        {
            Account = state.Account,
            Program = state.Program,
            Holdings = new V1.Holdings { Points = state.Points, PrincipalMinor = state.Principal, BonusMinor = state.Bonus },
            Status = (V1.AccountStatus)membership.Status,
            MergedInto = membership.MergedInto,
            Warnings = membership.Warnings,
            Standing = TierStanding.Of(state, rules, today) is { } standing ? RareFields.StandingOf(standing) : null,
            Spendable = new V1.Holdings
            {
                Points = state.PointsLots.UsableOn(today), PrincipalMinor = state.FreePrincipal(now),
                BonusMinor = state.FreeBonus(today, now),
            },
            HasPin = membership.Pin is not null,
            PinLockedUntil = LockedUntil(membership, rules.Pin) is { } until && until > now ? Timestamp.FromDateTime(until) : null,
        };
        balances.Lots.AddRange(LotsOf(state));
        foreach (var card in state.Cards)
            balances.Cards.Add(new V1.Card
            {
                LastFour = card.LastFour, Status = (V1.CardStatus)card.Status, Type = rules.CardTypeOf(card.Type).Code,
                ExpiresOn = card.ExpiresOn is { } last ? DateNumber.Of(last) : 0,
            });
        foreach (var hold in membership.Holds.Where(hold => hold.IsOpen(now)))
            balances.Holds.Add(new V1.OpenHold
            {
                Key = Receipts.KeyBytes(hold.Key), LeftMinor = hold.LeftMinor, ExpiresAt = Timestamp.FromDateTime(hold.ExpiresAt),
            });
        foreach (var held in membership.Identifiers)
            balances.Identifiers.Add(new V1.HeldIdentifier { Kind = (V1.IdentifierKind)held.Kind, LastFour = held.LastFour });
        foreach (var birthday in membership.Birthdays)
            balances.Birthdays.Add(new V1.Birthday { Whose = birthday.Whose, Month = birthday.Month, Day = birthday.Day });
        return balances;
    }

    /// <summary>What is left of an answer for whoever only serves the member: what he can spend and where he stands.</summary>
    public static V1.Balances Short(V1.Balances full) => new()
    {
        Account = full.Account, Program = full.Program, Holdings = full.Holdings, Spendable = full.Spendable, Status = full.Status,
        Standing = full.Standing, HasPin = full.HasPin, PinLockedUntil = full.PinLockedUntil,
    };

    /// <summary>
    /// Lots that can last be spent from <paramref name="today"/> through <paramref name="through"/>, earliest expiry first, and those that
    /// cannot be spent yet, by the day from which they can.
    /// </summary>
    public static V1.Expiring Expiring(AccountState state, DateOnly today, DateOnly through)
    {
        var expiring = new V1.Expiring { Account = state.Account };
        var (first, last) = (DateNumber.Of(today), DateNumber.OfLot(through));
        foreach (var lot in LotsOf(state).Where(lot => lot.ExpiresOn >= first && (last == 0 || lot.ExpiresOn <= last))
            .OrderBy(lot => lot.ExpiresOn))
            expiring.Lots.Add(lot);
        foreach (var lot in LotsOf(state).Where(lot => lot.UsableFrom > first).OrderBy(lot => lot.UsableFrom)) expiring.Pending.Add(lot);
        return expiring;
    }

    private static List<V1.Lot> LotsOf(AccountState state)
    {
        var lots = new List<V1.Lot>();
        Add(lots, V1.Asset.Points, state.PointsLots);
        Add(lots, V1.Asset.Bonus, state.BonusLots);
        return lots;
    }

    private static void Add(List<V1.Lot> all, V1.Asset asset, Lots lots)
    {
        foreach (var lot in lots.Span)
            all.Add(new V1.Lot
            {
                Asset = asset, ExpiresOn = DateNumber.Of(lot.ExpiresOn), Amount = lot.Amount,
                UsableFrom = lot.UsableFrom == default ? 0 : DateNumber.Of(lot.UsableFrom),
            });
    }

    private static DateTime? LockedUntil(Membership membership, PinRules rules)
    {
        if (membership.PinFailures >= rules.TriesMax) return Never;
        return membership.PinFailures >= rules.Tries ? membership.PinFailedAt.AddMinutes(rules.LockMinutes) : null;
    }
}
