using Ledger.Rules.State;
using Ledger.Rules.Value;
using Ledger.Server.Contract;
using Move = (Ledger.V1.Asset Asset, decimal Amount, Ledger.V1.SystemAccount Other, int LastDay);

namespace Ledger.Rules.Tests.Model;

/// <summary>Answers in words, the same words for both models.</summary>
internal static class Told
{
    public const string Again = " (told before)";
    public const string KeyReused = "KeyReused at terminal";

    public static string Of(V1.Receipt receipt)
    {
        if (receipt.Outcome == V1.Outcome.KeyReused) return $"{receipt.Outcome} at {receipt.DifferingField}";
        var refusal = receipt.Refusal ?? new V1.Refusal();
        var head = receipt.Outcome is V1.Outcome.Posted or V1.Outcome.PostedInPart
            ? Posted(receipt.Outcome, [.. receipt.Transfers.Select(MoveOf)], receipt.WorthMinor)
            : Refused(receipt.Outcome, refusal.Needed, refusal.Available, refusal.MultipleOf);
        return head + (receipt.Balances is { } held ? Holding(held.Points, held.PrincipalMinor, held.BonusMinor) : "")
            + (receipt.Replayed ? Again : "");
    }

    public static string Posted(V1.Outcome outcome, IReadOnlyList<Move> moves, decimal worth)
    {
        var lines = moves.Select(move => $"{move.Asset}/{move.LastDay} {move.Amount:+0;-0} {move.Other}").Order(StringComparer.Ordinal);
        return $"{outcome} [{string.Join(", ", lines)}] worth {worth:0}";
    }

    public static string Refused(V1.Outcome outcome, decimal needed, decimal available, decimal multiple) =>
        $"{outcome} needed {needed:0} available {available:0} multiple of {multiple:0}";

    public static string Holding(NaiveAccount? account) => account is null
        ? Holding(0, 0, 0)
        : Holding(account.Holds(V1.Asset.Points), account.Holds(V1.Asset.Principal), account.Holds(V1.Asset.Bonus));

    public static string Lots(AccountState state) => string.Join(" ",
        state.PointsLots.Span.ToArray().Select(lot => $"Points/{DateNumber.Of(lot.ExpiresOn)}:{lot.Amount}").Concat(
        state.BonusLots.Span.ToArray().Select(lot => $"Bonus/{DateNumber.Of(lot.ExpiresOn)}:{lot.Amount}")));

    private static string Holding(decimal points, decimal principal, decimal bonus) => $", holds {points:0}/{principal:0}/{bonus:0}";

    private static Move MoveOf(V1.Transfer transfer) => transfer.Credit.PartyCase == V1.Side.PartyOneofCase.Account
        ? (transfer.Asset, transfer.Amount, transfer.Debit.System, transfer.Lot)
        : (transfer.Asset, -transfer.Amount, transfer.Credit.System, transfer.Lot);
}
