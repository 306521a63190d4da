using Google.Protobuf;
using Ledger.V1;

namespace Ledger.Load.Audit;

/// <summary>64 bits of everything a receipt says except whether it is a repetition (FNV-1a over its wire form).</summary>
internal static class Fingerprint
{
    public static ulong Of(Receipt receipt)
    {
        var replayed = receipt.Replayed;
        receipt.Replayed = false;
        var bytes = receipt.ToByteArray();
        receipt.Replayed = replayed;
        var hash = 14695981039346656037UL;
        foreach (var part in bytes)
            hash = (hash ^ part) * 1099511628211UL;
        return hash;
    }
}
