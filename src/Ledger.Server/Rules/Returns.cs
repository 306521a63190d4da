namespace Ledger.Server.Rules;

/// <summary>Undoing what was posted: by the goods that come back, or because nobody knows whether it was posted.</summary>
internal static class Returns
{
    public static void Refund(ref Decision decision) => throw new NotSupportedException();

    public static void Reverse(ref Decision decision) => throw new NotSupportedException();
}
