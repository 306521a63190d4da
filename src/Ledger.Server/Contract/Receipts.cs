using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Ledger.Server.Rules;

namespace Ledger.Server.Contract;

/// <summary>
/// Turns journal rows into receipts. A fresh decision, a retry answered from memory and one answered from the journal all come
/// through here, from the same rows: that is why a replayed receipt equals the first.
/// </summary>
public static class Receipts
{
    /// <summary>The receipt of one transaction: its rows in the order of their legs.</summary>
    public static V1.Receipt Of(ReadOnlySpan<JournalRow> rows)
    {
        Invariant.Require(rows.Length > 0 && rows[0].Leg == 0);
        ref readonly var first = ref rows[0];
        ref readonly var last = ref rows[^1];
        var receipt = new V1.Receipt
        {
            Key = KeyBytes(first.Key),
            Outcome = (V1.Outcome)first.Outcome,
            Account = first.Account,
            Partition = first.Partition,
            Sequence = first.Seq,
            Balances = new V1.Holdings { Points = last.PointsAfter, PrincipalMinor = last.PrincipalAfter, BonusMinor = last.BonusAfter },
            Program = first.Program,
            RuleVersion = first.RuleVersion,
            BusinessDate = DateNumber(first.BusinessDate),
            PostedAt = Timestamp.FromDateTime(first.PostedAt),
        };
        if (!first.Outcome.IsPosted()) receipt.Refusal = RefusalOf(first);
        else if (first.Kind == OperationKind.Redeem) receipt.WorthMinor = first.Figure;
        foreach (ref readonly var row in rows)
            if (row.Amount != 0) receipt.Transfers.Add(TransferOf(row));
        return receipt;
    }

    /// <summary>The receipt as a retry gets it.</summary>
    public static V1.Receipt Replay(V1.Receipt first)
    {
        var again = first.Clone();
        again.Replayed = true;
        return again;
    }

    /// <summary>The answer to an operation whose key stands for another one, <paramref name="first"/>.</summary>
    public static V1.Receipt KeyReused(in JournalRow first, string differingField) => new()
    {
        Key = KeyBytes(first.Key),
        Outcome = (V1.Outcome)Outcome.KeyReused,
        Account = first.Account,
        Partition = first.Partition,
        Sequence = first.Seq,
        DifferingField = differingField,
    };

    public static ByteString KeyBytes(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        return ByteString.CopyFrom(bytes);
    }

    /// <summary>A date as the contract writes it: year * 10000 + month * 100 + day; 0 for one that never comes.</summary>
    public static int DateNumber(DateOnly date) => date == DateOnly.MaxValue ? 0 : date.Year * 10000 + date.Month * 100 + date.Day;

    private static V1.Transfer TransferOf(in JournalRow row)
    {
        var member = new V1.Side { Account = row.Account };
        var system = new V1.Side { System = (V1.SystemAccount)row.Counter };
        return new V1.Transfer
        {
            Debit = row.Amount > 0 ? system : member,
            Credit = row.Amount > 0 ? member : system,
            Asset = (V1.Asset)row.Asset,
            Amount = Math.Abs(row.Amount),
            Lot = row.Lot is { } lot ? DateNumber(lot) : 0,
        };
    }

    private static V1.Refusal? RefusalOf(in JournalRow row) => row.Outcome switch
    {
        Outcome.InsufficientFunds or Outcome.InsufficientPoints or Outcome.BalanceLimit =>
            new V1.Refusal { Needed = Math.Abs(row.Asked), Available = row.Figure },
        Outcome.NotAMultiple => new V1.Refusal { Needed = row.Asked, MultipleOf = row.Figure },
        _ => null,
    };
}
