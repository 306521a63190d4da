using System.Globalization;

namespace Ledger.Rules.Program;

/// <summary>When the payment PIN is asked for, and what wrong ones lead to.</summary>
/// <param name="WhenSet">For everything that spends, once it is set.</param>
/// <param name="AboveMinor">For every spending above this, in minor units; it must have been set then.</param>
/// <param name="Tries">After so many wrong ones it is locked for <paramref name="LockMinutes"/>, after <paramref name="TriesMax"/> until it
/// is unlocked.</param>
public sealed record PinRules(bool WhenSet, long AboveMinor, int Tries = 5, int LockMinutes = 15, int TriesMax = 10)
{
    public static readonly PinRules None = new(true, long.MaxValue);
}
