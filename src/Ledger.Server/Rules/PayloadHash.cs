using System.Numerics;

namespace Ledger.Server.Rules;

/// <summary>
/// A stable 64-bit hash over the fields a caller fills in, stored with each row, so that a key that comes back with other fields
/// is noticed whatever encoding, language or server release sent it. Not a secret: it guards against mistakes, not against forgers.
/// </summary>
public static class PayloadHash
{
    /// <summary>The hash of <paramref name="operation"/>. Derived facts (business date, resolved account, program) do not count.</summary>
    public static long Of(Operation operation)
    {
        var hash = new Mix(0x6C65646765723131);
        hash.Add((long)operation.Kind);
        hash.Add(operation.AccountStated ? operation.Account : 0);
        hash.Add(operation.Card);
        hash.Add(operation.Store);
        hash.Add(operation.Terminal);
        hash.Add(operation.Operator);
        hash.Add(operation.TerminalSeq);
        hash.Add(operation.BusinessTime.Ticks);
        hash.Add(operation.Reference);
        hash.Add(operation.Asked);
        hash.Add((long)operation.Asset);
        hash.Add(operation.AllowPartial ? 1 : 0);
        hash.Add(operation.Note);
        hash.Add(operation.NewCard?.Id);
        return hash.Value;
    }

    // Multiply-xorshift over 64-bit words (the finaliser of splitmix64, Steele et al. 2014).
    private struct Mix(ulong seed)
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
}
