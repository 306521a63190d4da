using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Ledger.Rules.Basics;
using Ledger.Rules.Codes;
using Ledger.Rules.Rows;

namespace Ledger.Server.Contract;

/// <summary>
/// The one place that says how journal rows become a receipt: fresh decisions, retries answered from memory or from the journal, statements
/// and look-ups. What most postings answer with is written without the message, see <see cref="ReceiptEncoding"/>, which is held to this
/// one.
/// </summary>
public static class Receipts
{
    /// <summary>
    /// The receipt of one transaction: its rows in the order of their legs. Rows under another key that came with it, as a reversal's
    /// blocking of its original does, are left out.
    /// </summary>
    public static V1.Receipt Of(ReadOnlySpan<JournalRow> rows, bool replayed = false)
    {
        rows = OwnRows(rows);
        ref readonly var first = ref rows[0];
        ref readonly var last = ref rows[^1];
        var receipt = new V1.Receipt
        {
            Key = KeyBytes(first.Key),
            Outcome = (V1.Outcome)first.Outcome,
            Account = first.Account,
            Partition = first.Partition,
            Sequence = first.Seq,
            Balances = TellsBalances(first.Outcome) ? BalancesAfter(last) : null,
            Program = first.Program,
            RuleVersion = first.RuleVersion,
            BusinessDate = DateNumber.Of(first.BusinessDate),
            PostedAt = Timestamp.FromDateTime(first.PostedAt),
            Replayed = replayed,
        };
        foreach (ref readonly var row in rows)
            if (row.Amount != 0) receipt.Transfers.Add(TransferOf(row));
        if (!first.Outcome.IsPosted()) receipt.Refusal = Refusals.Of(first);
        else
        {
            if (first.Kind == OperationKind.Redeem) receipt.WorthMinor = first.Figure;
            RareFields.AddTo(receipt, rows);
        }
        return receipt;
    }

    /// <summary>
    /// False for a refusal of somebody who has not shown that the account concerns him: a store of another program, a PIN that is missing
    /// or wrong, a number that is another's. What a member holds is none of his business.
    /// </summary>
    public static bool TellsBalances(Outcome outcome) => outcome is not (Outcome.OtherProgram or Outcome.PinRequired or Outcome.WrongPin
        or Outcome.PinLocked or Outcome.PinNotSet or Outcome.AccountExists);

    /// <summary>What the account holds after a row.</summary>
    public static V1.Holdings BalancesAfter(in JournalRow row) =>
        new() { Points = row.PointsAfter, PrincipalMinor = row.PrincipalAfter, BonusMinor = row.BonusAfter };

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

    /// <summary>A key as the contract writes it: 16 bytes in network order.</summary>
    public static ByteString KeyBytes(Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        return ByteString.CopyFrom(bytes);
    }

    /// <summary>The rows under the transaction's own key.</summary>
    internal static ReadOnlySpan<JournalRow> OwnRows(ReadOnlySpan<JournalRow> rows)
    {
        Invariant.Require(rows.Length > 0 && rows[0].Leg == 0);
        while (rows[^1].Key != rows[0].Key) rows = rows[..^1];
        return rows;
    }

    private static V1.Transfer TransferOf(in JournalRow row)
    {
        var (member, system) = (new V1.Side { Account = row.Account }, new V1.Side { System = (V1.SystemAccount)row.Counter });
        return new V1.Transfer
        {
            Debit = row.Amount > 0 ? system : member,
            Credit = row.Amount > 0 ? member : system,
            Asset = (V1.Asset)row.Asset,
            Amount = Math.Abs(row.Amount),
            Lot = row.Lot is { } lot ? DateNumber.OfLot(lot) : 0,
            LotFrom = row.LotFrom is { } from ? DateNumber.Of(from) : 0,
        };
    }
}
