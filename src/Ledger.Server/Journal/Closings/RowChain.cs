using System.Security.Cryptography;

namespace Ledger.Server.Journal.Closings;

/// <summary>
/// The hash over all rows of a partition from its first on: a block of rows is hashed behind the hash of what lies before it, so that it
/// can be gone on with where a step has ended. Blocks end at numbers that <see cref="BlockRows"/> divides, and where a closing is.
/// </summary>
internal sealed class RowChain(byte[] hash) : IDisposable
{
    /// <summary>Rows of a block; part of what the hash is, and the same for ever.</summary>
    public const int BlockRows = 16;

    /// <summary>The hash of a partition without a row.</summary>
    public static byte[] Nothing => new byte[SHA256.HashSizeInBytes];

    private readonly IncrementalHash _block = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _hash = hash;
    private bool _isBegun;

    /// <summary>Takes in the next row.</summary>
    /// <param name="seq">Its number.</param>
    /// <param name="row">Its canonical form, see <see cref="Columns.JournalCopy.Bytes"/>.</param>
    public void Add(long seq, ReadOnlySpan<byte> row)
    {
        if (!_isBegun) _block.AppendData(_hash);
        _isBegun = true;
        _block.AppendData(row);
        if (seq % BlockRows == 0) EndBlock();
    }

    /// <summary>The hash up to here, where a block ends.</summary>
    public byte[] End()
    {
        if (_isBegun) EndBlock();
        return _hash;
    }

    public void Dispose() => _block.Dispose();

    private void EndBlock()
    {
        _hash = _block.GetHashAndReset();
        _isBegun = false;
    }
}
