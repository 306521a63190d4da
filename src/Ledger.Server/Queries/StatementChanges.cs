using Google.Protobuf.WellKnownTypes;
using Ledger.Rules.Codes;
using Ledger.Rules.Program;
using Ledger.Rules.Rows;
using Ledger.Rules.State;
using Ledger.Server.Contract;
using Ledger.Server.Journal.Columns;

namespace Ledger.Server.Queries;

/// <summary>
/// What a transaction changed of an account beside its balances, as far as it concerns a caller: neither hashes of cards, identifiers and
/// PINs nor what only the rules need again. Standing, basket, refund, fee and pay-out are in the receipt.
/// </summary>
/// <param name="state">The account as it is now, which knows the last four of its cards.</param>
/// <param name="rules">Name the type of a card that states none.</param>
internal sealed class StatementChanges(AccountState state, ProgramRules rules)
{
    /// <summary>Adds what the first row of the line's transaction says.</summary>
    public void AddTo(V1.StatementLine line, in JournalRow first)
    {
        if (first.NewCard is not null && first.Outcome.IsPosted()) line.Card = IssuedBy(first);
        if (first.Detail is not { } detail) return;
#pragma warning disable CS0612 // Clients of 0.2.0 read it. What a PIN could be guessed from, now or before, stays in the journal.
        line.Detail = DetailOf(detail);
#pragma warning restore CS0612
        line.PinSet = detail.Pin is not null;
        line.Status = detail.Status is { } status ? (V1.AccountStatus)status : default;
        line.OtherAccount = detail.OtherAccount ?? 0;
        AddTier(line, detail);
        if ((detail.Hold ?? detail.HoldLeft) is { } hold) line.Hold = Of(hold);
        foreach (var change in detail.Cards ?? []) line.ChangedCards.Add(Of(change));
        foreach (var given in detail.Identifiers ?? [])
            line.Identifiers.Add(new V1.HeldIdentifier { Kind = (V1.IdentifierKind)given.Kind, LastFour = given.LastFour });
        foreach (var birthday in detail.Birthdays ?? [])
            line.Birthdays.Add(new V1.Birthday { Whose = birthday.Whose, Month = birthday.Month, Day = birthday.Day });
    }

    // Without what 0.2.0 did not know: it is for reversals, or told in fields.
    private static string DetailOf(RowDetail detail)
    {
        var told = detail with
        {
            Pin = null, Was = null, Back = null, Merged = null, Follows = null, Loads = null, UnsentMinor = null, Freed = null,
            Overtaken = null, ApprovedBy = 0,
            Cards = detail.Cards is { } cards ? [.. cards.Select(card => card with { WasUntil = null, WasBySeq = 0, BySeq = null })] : null,
            Tier = detail.Tier is { } tier ? new TierFacts(tier.Tier, tier.Until, tier.NextGrantOn) : null,
        };
        return detail.Pin is null && told == new RowDetail() ? "" : DetailJson.Write(told) ?? "";
    }

    private static void AddTier(V1.StatementLine line, RowDetail detail)
    {
        if (detail.Tier is { } tier)
            line.Tier = new V1.TierChange { Tier = tier.Tier, Until = DateNumber.Of(tier.Until), Reason = detail.Reason ?? "" };
        line.NextBonusOn = (detail.Tier?.NextGrantOn ?? detail.NextGrantOn) is { } next ? DateNumber.Of(next) : 0;
    }

    private static V1.OpenHold Of(HoldFacts hold) => new()
    {
        Key = Receipts.KeyBytes(hold.Key), LeftMinor = hold.LeftMinor, ExpiresAt = Timestamp.FromDateTime(hold.ExpiresAt),
    };

    // A plain card needs no facts: of the program's first type, for ever, in use.
    private V1.Card IssuedBy(in JournalRow first)
    {
        var facts = first.Detail?.Card;
        return new V1.Card
        {
            LastFour = first.NewCardLastFour ?? "",
            Status = (V1.CardStatus)(facts?.Status ?? CardStatus.Active),
            Type = rules.CardTypeOf(facts?.Type ?? "").Code,
            ExpiresOn = facts?.ExpiresOn is { } last ? DateNumber.Of(last) : 0,
        };
    }

    private V1.ChangedCard Of(CardChange change) => new()
    {
        LastFour = state.CardOf(change.Card)?.LastFour ?? "",
        Status = (V1.CardStatus)change.Status,
        ExpiresOn = change.ExpiresOn is { } last ? DateNumber.Of(last) : 0,
    };
}
