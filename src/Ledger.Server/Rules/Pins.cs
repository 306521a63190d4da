namespace Ledger.Server.Rules;

/// <summary>The payment PIN: when it is asked for, what wrong ones lead to, setting and unlocking it.</summary>
internal static class Pins
{
    /// <summary>Why the PIN keeps this from being done; null: it does not.</summary>
    public static Outcome? RefusedByPin(in Decision decision) => null;

    /// <summary>The figure of a refusal by <see cref="RefusedByPin"/>: for a wrong PIN how many tries are left before it is locked.</summary>
    public static long TriesLeft(in Decision decision, Outcome outcome) => 0;

    /// <summary>Notes that the count of wrong PINs starts anew, when a right one was given and there is something to count down.</summary>
    public static void EndFailures(ref Decision decision)
    {
    }

    public static void Set(ref Decision decision) => throw new NotSupportedException();

    public static void Unlock(ref Decision decision) => throw new NotSupportedException();
}
