namespace Ledger.Server.Rules;

/// <summary>Points and value between two members: sent, in transit, arrived or come back.</summary>
internal static class Transfers
{
    public static void Send(ref Decision decision) => throw new NotSupportedException();

    public static void Merge(ref Decision decision) => throw new NotSupportedException();

    public static void Arrive(ref Decision decision) => throw new NotSupportedException();

    public static void ComeBack(ref Decision decision) => throw new NotSupportedException();
}
