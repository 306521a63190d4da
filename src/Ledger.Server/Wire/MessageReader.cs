namespace Ledger.Server.Wire;

/// <summary>
/// Reads protobuf fields of numbers that are not negative, and of bytes, from a span. For the few messages that most requests consist of;
/// it says false to everything else that protobuf allows, and the caller turns to the generated parser.
/// </summary>
internal ref struct MessageReader(ReadOnlySpan<byte> message)
{
    private const int VarintMaxLength = 9;

    private ReadOnlySpan<byte> _rest = message;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The next field's number, and whether it is one of bytes (wire type 2) rather than a number (0).</summary>
    public bool TryTag(out int field, out bool isBytes)
    {
        var isRead = TryNumber(int.MaxValue, out var tag);
        (field, isBytes) = ((int)(tag >> 3), (tag & 7) == 2);
        return isRead && (tag & 7) is 0 or 2;
    }

    public bool TryNumber(long most, out long value)
    {
        ulong read = 0;
        for (var at = 0; at < _rest.Length && at < VarintMaxLength; at++)
        {
            read |= (ulong)(_rest[at] & 0x7F) << (7 * at);
            if (_rest[at] >= 0x80) continue;
            _rest = _rest[(at + 1)..];
            value = (long)read;
            return value <= most;
        }
        value = 0;
        return false;
    }

    /// <summary>The number in <paramref name="field"/> when that comes next, otherwise 0.</summary>
    public bool TryNumberOf(int field, long most, out long value)
    {
        value = 0;
        if (_rest.IsEmpty || _rest[0] != field << 3) return true;
        _rest = _rest[1..];
        return TryNumber(most, out value);
    }

    public bool TryBytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryNumber(_rest.Length, out var length) || length > _rest.Length) return false;
        value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
