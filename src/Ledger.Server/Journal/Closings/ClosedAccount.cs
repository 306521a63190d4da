using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ledger.Rules.State;
using Ledger.Server.Journal.Checkpoint;

namespace Ledger.Server.Journal.Closings;

/// <summary>An account in a closing, column by column the table <c>closing_account</c>.</summary>
internal sealed record ClosedAccount(
    long Account, DateOnly Month, short Program, long LastSeq, long Points, long Principal, long Bonus, string Detail, string Receipts)
{
    /// <summary>What the account held.</summary>
    public AccountState State() => AccountDetail.Read(Account, Program, LastSeq, Principal, Detail);

    /// <summary>The hash of what it says.</summary>
    public byte[] Hash()
    {
        var (detail, receipts) = (Encoding.UTF8.GetByteCount(Detail), Encoding.UTF8.GetByteCount(Receipts));
        var bytes = new byte[50 + detail + receipts];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Account);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), LastSeq);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), Points);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(24), Principal);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(32), Bonus);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(40), Program);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(42), detail);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(46), receipts);
        Encoding.UTF8.GetBytes(Detail, bytes.AsSpan(50));
        Encoding.UTF8.GetBytes(Receipts, bytes.AsSpan(50 + detail));
        return SHA256.HashData(bytes);
    }
}
