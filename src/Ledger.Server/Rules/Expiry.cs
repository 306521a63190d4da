namespace Ledger.Server.Rules;

/// <summary>What is past its last day goes to breakage.</summary>
internal static class Expiry
{
    public static void Expire(ref Decision decision) => throw new NotSupportedException();
}
