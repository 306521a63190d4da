using System.Numerics;

namespace Ledger.Load.Report;

/// <summary>
/// How a report numbers the buckets of a histogram that keeps so many bits of a value: exact ones first, then, for each power of two,
/// half as many that are twice as wide as those before.
/// </summary>
internal static class BucketIndex
{
    /// <summary>The bucket of a value in microseconds.</summary>
    public static int Of(long value, int bits)
    {
        var exact = 1 << bits;
        if (value < exact)
            return (int)value;
        var half = exact / 2;
        var shift = BitOperations.Log2((ulong)value) - bits + 1;
        return exact + ((shift - 1) * half) + (int)(value >> shift) - half;
    }

    /// <summary>The lowest value of a bucket and how many values it holds, in microseconds.</summary>
    public static (long Low, long Width) BoundsOf(int index, int bits)
    {
        var exact = 1 << bits;
        if (index < exact)
            return (index, 1);
        var half = exact / 2;
        var shift = ((index - exact) / half) + 1;
        return ((long)(half + ((index - exact) % half)) << shift, 1L << shift);
    }
}
