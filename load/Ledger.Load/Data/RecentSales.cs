using Google.Protobuf;
using Ledger.V1;

namespace Ledger.Load.Data;

/// <summary>The sales that this run posted last, debits and checkouts, for refunds. Bounded: the oldest give way. A sale stays after a
/// refund, as goods come back piece by piece.</summary>
internal sealed class RecentSales
{
    private const int MaxCount = 4096;

    private readonly Lock _gate = new();
    private readonly (long Account, ByteString Key)[] _sales = new (long, ByteString)[MaxCount];
    private long _count;

    /// <summary>Takes note of a posted operation if it is a sale.</summary>
    public void Note(Operation operation, Receipt receipt)
    {
        if (operation.KindCase is not (Operation.KindOneofCase.Debit or Operation.KindOneofCase.Checkout))
            return;
        lock (_gate)
            _sales[_count++ % MaxCount] = (receipt.Account, receipt.Key);
    }

    /// <summary>One of them, chosen by a number of the caller's from 0; null when there is none.</summary>
    public (long Account, ByteString Key)? Pick(long chosenBy)
    {
        lock (_gate)
            return _count == 0 ? null : _sales[chosenBy % Math.Min(_count, MaxCount)];
    }
}
