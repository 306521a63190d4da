namespace Ledger.Server.Rules;

/// <summary>Setting stored value aside, and what becomes of it.</summary>
internal static class Holding
{
    public static void Place(ref Decision decision) => throw new NotSupportedException();

    public static void Capture(ref Decision decision) => throw new NotSupportedException();

    public static void Release(ref Decision decision) => throw new NotSupportedException();

    public static void TimeOut(ref Decision decision) => throw new NotSupportedException();
}
