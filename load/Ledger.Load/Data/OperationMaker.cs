using Ledger.Client;
using Ledger.Load.Engine;
using Ledger.Load.Scenarios;
using Ledger.Tooling.Draws;
using Ledger.V1;

namespace Ledger.Load.Data;

/// <summary>
/// Makes the operations of terminals with the typed client's builder: the terminal's number, its next running number, the key derived from
/// both.
/// </summary>
internal sealed class OperationMaker(IReadOnlyList<Step> steps, RecentAccounts recent, RecentSales sales, TimeProvider time)
{
    private readonly OperationBuilder _builder = new(1, 1, 0, time);

    // New accounts get numbers that no run has used: the second of its beginning, then a running number.
    private readonly long _firstNew = time.GetUtcNow().ToUnixTimeSeconds() * 1_000_000;
    private long _opened;

    public Operation Make(Terminal terminal, int step, in Draft draft)
    {
        var businessTime = time.GetUtcNow();
        var seq = ++terminal.Seq;
        var details = new OperationDetails
        {
            Store = terminal.Store,
            Terminal = terminal.Number,
            TerminalSeq = seq,
            BusinessTime = businessTime,
            Key = OperationKey.Derive(terminal.Store, terminal.Number, seq, businessTime),
        };
        return Make(steps[step], draft, details);
    }

    /// <summary>Whom a question is about.</summary>
    public Target TargetOf(in Draft draft)
    {
        var account = AccountOf(draft);
        return draft.ByCard ? Target.Card(CardToken.OfAccount(account)) : Target.Account(account);
    }

    private Operation Make(Step step, in Draft draft, OperationDetails details)
    {
        switch (step.Kind)
        {
            case StepKind.OpenAccount:
                var number = _firstNew + Interlocked.Increment(ref _opened);
                return _builder.OpenAccount(CardToken.OfAccount(number), number, details);
            case StepKind.IssueCard: return _builder.IssueCard(TargetOf(draft), CardToken.OfKey(details.Key!.Value), details);
            case StepKind.TopUp: return _builder.TopUp(TargetOf(draft), draft.Amount, "load", details);
            case StepKind.Accrue: return _builder.AccruePurchase(TargetOf(draft), draft.Amount, details);
            case StepKind.AccruePoints: return _builder.AccruePoints(TargetOf(draft), draft.Amount, step.Reason, details);
            case StepKind.Debit: return _builder.Debit(TargetOf(draft), draft.Amount, step.AllowPartial, details);
            case StepKind.Redeem: return _builder.Redeem(TargetOf(draft), draft.Amount, details);
            case StepKind.Adjust: return _builder.Adjust(TargetOf(draft), Asset.Principal, draft.Amount, step.Reason, details);
            case StepKind.Checkout:
                return _builder.Checkout(TargetOf(draft), LinesOf(draft.Amount, step.LinesCount),
                    new CheckoutPayment { AllStoredValue = step.StoredValue }, details);
            case StepKind.Refund:
                // Without a sale the refund is of its own key, which is no other operation's: refused for certain.
                var sale = sales.Pick(draft.Otherwise + draft.Amount);
                return _builder.Refund(sale is { } sold ? Target.Account(sold.Account) : TargetOf(draft),
                    sale is { } known ? OperationKey.FromByteString(known.Key) : details.Key!.Value, draft.Amount, details);
            default: throw new InvalidOperationException($"{step.Kind} is no operation.");
        }
    }

    /// <summary>Lines that add up to the amount, as even as minor units allow.</summary>
    private static CheckoutLine[] LinesOf(long amountMinor, int most)
    {
        var count = (int)Math.Min(most, amountMinor);
        return [.. Enumerable.Range(0, count).Select(line => new CheckoutLine
        {
            AmountMinor = (amountMinor / count) + (line < amountMinor % count ? 1 : 0),
        })];
    }

    private long AccountOf(in Draft draft) =>
        draft.Account != 0 ? draft.Account : recent.Pick(draft.Otherwise) ?? draft.Otherwise;
}
