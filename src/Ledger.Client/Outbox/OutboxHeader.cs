using System.Buffers.Binary;

namespace Ledger.Client.Outbox;

/// <summary>
/// The first bytes of an outbox file: two slots that are written in turn, so that a write torn by a crash leaves the other one whole.
/// <code>slot = magic 8 | generation 8 | store 4 | terminal 4 | last terminal_seq 8 | CRC-32C 4, big-endian, padded to 64 bytes</code>
/// </summary>
/// <param name="Generation">Rises with every write; the whole slot with the higher one counts.</param>
/// <param name="Store">The store the file belongs to.</param>
/// <param name="Terminal">The terminal the file belongs to.</param>
/// <param name="LastSeq">The highest terminal_seq that records which are no longer in the file had.</param>
internal sealed record OutboxHeader(long Generation, int Store, int Terminal, long LastSeq)
{
    public const int SlotBytes = 64;
    public const int SizeBytes = 2 * SlotBytes;

    private const int GenerationAt = 8;
    private const int StoreAt = 16;
    private const int TerminalAt = 20;
    private const int LastSeqAt = 24;
    private const int ChecksumAt = 32;

    private static ReadOnlySpan<byte> Magic => "LEDGOUT1"u8;

    /// <summary>Where in the file this generation is written.</summary>
    public long Offset => Generation % 2 * SlotBytes;

    /// <summary>The slot's bytes.</summary>
    public byte[] ToSlot()
    {
        var slot = new byte[SlotBytes];
        Magic.CopyTo(slot);
        BinaryPrimitives.WriteInt64BigEndian(slot.AsSpan(GenerationAt), Generation);
        BinaryPrimitives.WriteInt32BigEndian(slot.AsSpan(StoreAt), Store);
        BinaryPrimitives.WriteInt32BigEndian(slot.AsSpan(TerminalAt), Terminal);
        BinaryPrimitives.WriteInt64BigEndian(slot.AsSpan(LastSeqAt), LastSeq);
        BinaryPrimitives.WriteUInt32BigEndian(slot.AsSpan(ChecksumAt), Checksum.Of(slot.AsSpan(0, ChecksumAt)));
        return slot;
    }

    /// <summary>The newest whole slot, or null when neither is whole.</summary>
    public static OutboxHeader? Read(ReadOnlySpan<byte> file)
    {
        var first = ReadSlot(file[..SlotBytes]);
        var second = ReadSlot(file[SlotBytes..SizeBytes]);
        return (second?.Generation ?? -1) > (first?.Generation ?? -1) ? second : first;
    }

    private static OutboxHeader? ReadSlot(ReadOnlySpan<byte> slot)
    {
        if (!slot.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32BigEndian(slot[ChecksumAt..]) != Checksum.Of(slot[..ChecksumAt]))
            return null;
        return new OutboxHeader(
            BinaryPrimitives.ReadInt64BigEndian(slot[GenerationAt..]),
            BinaryPrimitives.ReadInt32BigEndian(slot[StoreAt..]),
            BinaryPrimitives.ReadInt32BigEndian(slot[TerminalAt..]),
            BinaryPrimitives.ReadInt64BigEndian(slot[LastSeqAt..]));
    }
}
