using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ledger.Server.Journal.Closings;

/// <summary>
/// The hash over the accounts of a closing: the sum of theirs, in four numbers that go round. So an account that gets further in the next
/// step is taken out and put in again, and the accounts can be read in any order.
/// </summary>
internal sealed class StatesHash
{
    private readonly ulong[] _sums = new ulong[4];

    public StatesHash()
    {
    }

    /// <summary>Goes on from where <see cref="ToBytes"/> was.</summary>
    public StatesHash(ReadOnlySpan<byte> from) => Add(from, 1);

    public void Add(ClosedAccount account) => Add(account.Hash(), 1);

    public void Remove(ClosedAccount account) => Add(account.Hash(), -1);

    public byte[] ToBytes()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        for (var at = 0; at < _sums.Length; at++) BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(at * 8), _sums[at]);
        return bytes;
    }

    private void Add(ReadOnlySpan<byte> hash, long sign)
    {
        for (var at = 0; at < _sums.Length; at++)
            _sums[at] = unchecked(_sums[at] + (ulong)sign * BinaryPrimitives.ReadUInt64BigEndian(hash[(at * 8)..]));
    }
}
