using CsCheck;
using Ledger.Fuzz.Known;
using Ledger.Rules.Asked;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Fuzz.Grammar;

/// <summary>Rows of transactions as no rule has to make them: any kind with any outcome and any figures a column holds.</summary>
internal static class Transactions
{
    private static readonly OperationKind[] _kinds = [.. Enum.GetValues<OperationKind>().Where(kind => kind != OperationKind.None)];
    private static readonly Outcome[] _outcomes =
        [.. Enum.GetValues<Outcome>().Where(outcome => outcome is not (Outcome.None or Outcome.KeyReused))];

    private static readonly Gen<Guid> _key = Gen.Select(Gen.Long, Gen.Long, (first, second) =>
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, first);
        BitConverter.TryWriteBytes(bytes[8..], second);
        return new Guid(bytes);
    });

    private static readonly Gen<DateOnly> _day = Gen.Int[0, DateOnly.MaxValue.DayNumber].Select(DateOnly.FromDayNumber);

    private static readonly Gen<DateTime> _moment =
        Gen.Long[DateTime.UnixEpoch.Ticks, DateTime.MaxValue.Ticks].Select(ticks => new DateTime(ticks - ticks % 10, DateTimeKind.Utc));

    private static readonly Gen<RowDetail?> _detail = Gen.Frequency(
        (5, Gen.Const((RowDetail?)null)),
        (3, Gen.Select(Values.Number, Gen.Int[0, 31], _key, _moment, Gen.Bool, Detail)));

    public static Gen<JournalRow[]> Any { get; } = Gen.Select(
        Gen.Select(_key, Gen.Frequency((2, Values.One(OperationKind.Debit, OperationKind.Accrue)), (3, Values.One(_kinds)))),
        Gen.Frequency((2, Gen.Const(Outcome.Posted)), (1, Values.One(_outcomes))), Leg().Array[1, 5], _detail, _moment, Of);

    private static Gen<JournalRow> Leg() => Gen.Select(
        Values.Number, Gen.Select(Values.Number, Values.Number, Values.Number), Gen.Int[1, 10], Gen.Int[1, 3], _day, Gen.Int[0, 7],
        (amount, after, counter, asset, day, mark) => new JournalRow
        {
            Seq = Math.Max(1, after.Item1),
            // What is taken away is told without its sign.
            Amount = Math.Max(amount, -long.MaxValue),
            PointsAfter = after.Item1, PrincipalAfter = after.Item2, BonusAfter = after.Item3,
            Asked = Math.Max(after.Item2, -long.MaxValue), Figure = after.Item3,
            Counter = (SystemAccount)counter, Asset = (Asset)asset,
            Lot = mark switch { 0 => null, 1 => DateOnly.MaxValue, 2 => JournalRow.Debt, _ => day },
            LotFrom = mark == 3 ? day : null,
            BusinessDate = day,
        });

    private static JournalRow[] Of(
        (Guid Key, OperationKind Kind) what, Outcome outcome, JournalRow[] legs, RowDetail? detail, DateTime postedAt)
    {
        for (var leg = 0; leg < legs.Length; leg++)
        {
            ref var row = ref legs[leg];
            (row.Key, row.Kind, row.Outcome, row.Leg) = (what.Key, what.Kind, outcome, (short)leg);
            (row.Account, row.Program, row.Partition, row.RuleVersion) = (KnownLedger.Account, 1, (short)(legs[0].Seq % 4), leg);
            (row.PostedAt, row.BusinessTime, row.Original) = (postedAt, postedAt, what.Key);
        }
        legs[0].Detail = detail;
        // The blocking of a key comes with the reversal that does it, as its last row.
        if (what.Kind == OperationKind.Reverse && detail is { KeyBlocked: true })
            return [.. legs,
                new JournalRow { Key = DerivedKeys.ArrivalOf(what.Key), Kind = OperationKind.BlockKey, Outcome = Outcome.Posted }];
        return legs;
    }

    private static RowDetail? Detail(long figure, int which, Guid key, DateTime moment, bool isBlocked) => new()
    {
        Standing = (which & 1) != 0 ? new StandingFacts("gold", (int)figure, 150, isBlocked ? "platinum" : null, figure, -figure, 0) : null,
        Basket = (which & 2) != 0
            ? new BasketFacts(
                [], [], figure, figure, 0, 0, figure, 0, figure, figure, [new RulePoints("rate", figure)], new EarningFacts("", []))
            : null,
        Refund = (which & 4) != 0 ? new RefundFacts { Amount = figure, RestMinor = figure, NettedMinor = figure / 2, Forfeited = 1 } : null,
        Hold = (which & 8) != 0 ? new HoldFacts(key, figure, [], moment) : null,
        FeeMinor = (which & 16) != 0 ? figure : 0,
        PayOutMinor = which == 16 ? figure : 0,
        Activity = new ActivityFacts(DateOnly.MaxValue, 1, figure, 0),
        KeyBlocked = isBlocked,
    };
}
