namespace Ledger.Rules.Tests.Model;

internal enum Deed { Open, IssueCard, TopUp, Purchase, StatedPoints, Debit, DebitWhatIsThere, Redeem, AdjustPoints, AdjustPrincipal,
    AdjustBonus, Retry, ReuseKey }

/// <summary>
/// One thing somebody does. <see cref="Account"/> and <see cref="Card"/> are small numbers; <see cref="Card"/> 0 presents none;
/// <see cref="DaysLater"/> moves the business date for this and all that follow; <see cref="Back"/> says which earlier one is retried.
/// </summary>
internal sealed record Step(Deed Deed, int Account, int Card, int Store, long Amount, int DaysLater, int Back);

/// <summary>Two programs and what is done under them, in order.</summary>
internal sealed record History(Terms One, Terms Two, IReadOnlyList<Step> Steps)
{
    public IReadOnlyDictionary<int, Terms> Programs => new Dictionary<int, Terms> { [1] = One, [2] = Two };

    /// <summary>
    /// The operations that the steps stand for. Store 1 belongs to program 1, store 2 to program 2; a card belongs to whom it was asked for
    /// first.
    /// </summary>
    public IReadOnlyList<Ask> Asks()
    {
        var asks = new List<Ask>();
        var date = new DateTime(2026, 1, 1, 4, 0, 0, DateTimeKind.Utc);
        var holders = new Dictionary<string, long>();
        foreach (var step in Steps)
        {
            date = date.AddDays(step.DaysLater);
            if (date.Year is < 2020 or > 2060) date = new DateTime(2026, 1, 1, 4, 0, 0, DateTimeKind.Utc);
            asks.Add(Ask(step, asks, date, holders));
        }
        return asks;
    }

    private static Ask Ask(Step step, List<Ask> before, DateTime when, Dictionary<string, long> holders)
    {
        var earlier = before.Count == 0 ? null : before[^(1 + step.Back % before.Count)];
        if (earlier is not null && step.Deed == Deed.Retry) return earlier with { };
        if (earlier is not null && step.Deed == Deed.ReuseKey) return earlier with { Terminal = earlier.Terminal + 1 };

        var ask = new Ask(new Guid(before.Count + 1, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0), KindOf(step.Deed), 1 + step.Account)
        {
            Store = step.Store,
            Program = step.Store,
            TerminalSeq = before.Count,
            When = when,
            Amount = Math.Max(1, Math.Abs(step.Amount)),
            Reference = $"ticket {before.Count}",
        };
        ask = step.Deed switch
        {
            Deed.Open => ask with { Amount = 0, NewCard = TokenOf(step.Card) },
            Deed.IssueCard => ask with { Amount = 0, NewCard = TokenOf(step.Card + 1) },
            Deed.StatedPoints => ask with { Asset = V1.Asset.Points, Note = "sign-in" },
            Deed.DebitWhatIsThere => ask with { AllowPartial = true },
            Deed.AdjustPoints => ask with { Asset = V1.Asset.Points, Amount = step.Amount, Note = "counted" },
            Deed.AdjustPrincipal => ask with { Asset = V1.Asset.Principal, Amount = step.Amount, Note = "counted" },
            Deed.AdjustBonus => ask with { Asset = V1.Asset.Bonus, Amount = step.Amount, Note = "counted" },
            _ => ask,
        };
        if (ask.NewCard is { } issued) holders.TryAdd(issued, ask.Account);
        else if (TokenOf(step.Card) is { } shown && holders.TryGetValue(shown, out var holder))
            ask = ask with { Card = shown, Account = holder };
        return ask;
    }

    private static V1.Kind KindOf(Deed deed) => deed switch
    {
        Deed.Open => V1.Kind.OpenAccount,
        Deed.IssueCard => V1.Kind.IssueCard,
        Deed.Purchase or Deed.StatedPoints => V1.Kind.Accrue,
        Deed.Debit or Deed.DebitWhatIsThere => V1.Kind.Debit,
        Deed.Redeem => V1.Kind.Redeem,
        Deed.AdjustPoints or Deed.AdjustPrincipal or Deed.AdjustBonus => V1.Kind.Adjust,
        _ => V1.Kind.TopUp,
    };

    private static string? TokenOf(int card) => card == 0 ? null : $"card number {card:0000}";

    public override string ToString() => $"{One}\n{Two}\n{string.Join("\n", Steps)}";
}
