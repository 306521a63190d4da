using System.Numerics;

namespace Ledger.Rules.Asked;

/// <summary>Multiply-xorshift over 64-bit words (the finaliser of splitmix64, Steele et al. 2014): see <see cref="PayloadHash"/>.</summary>
internal struct PayloadMix(ulong seed)
{
    private ulong _value = seed;

    public readonly long Value => (long)_value;

    public void Add(long word)
    {
        var z = BitOperations.RotateLeft(_value, 27) + (ulong)word + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        _value = z ^ (z >> 31);
    }

    public void Add(string? text)
    {
        Add(text?.Length ?? 0);
        if (text is null) return;
        foreach (var unit in text) Add(unit);
    }

    public void Add(Guid? id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.GetValueOrDefault().TryWriteBytes(bytes);
        Add(BitConverter.ToInt64(bytes));
        Add(BitConverter.ToInt64(bytes[8..]));
    }
}
