using System.Globalization;

namespace Ledger.Server.Basics;

/// <summary>How a call says that another server has sent it on, and its answer which server that was.</summary>
internal static class Forwarding
{
    /// <summary>The header of a call that another server has sent on, which is never sent on again.</summary>
    public const string ForwardedHeader = "ledger-forwarded";
    /// <summary>The header of an answer that another server gave: the account's partition.</summary>
    public const string PartitionHeader = "ledger-partition";
    /// <summary>The address of that server.</summary>
    public const string OwnerHeader = "ledger-owner";

    /// <summary>The header of a question that another server has sent on: whose question it is, by the caller's number.</summary>
    public const string OnBehalfHeader = "ledger-on-behalf";

    /// <summary>The caller for whom another server asks; null: it does not say. To be believed of a server alone.</summary>
    public static int? OnBehalfOf(HttpContext call) => NumberIn(call, OnBehalfHeader);

    /// <summary>The header beside it: who has signed in with that caller.</summary>
    public const string OnBehalfOperatorHeader = "ledger-on-behalf-operator";

    /// <summary>Who had signed in with the caller for whom another server asks; null: nobody. To be believed of a server alone.</summary>
    public static int? OnBehalfOfOperator(HttpContext call) => NumberIn(call, OnBehalfOperatorHeader);

    /// <summary>The call comes from another server of the ledger.</summary>
    public static bool Is(HttpContext call) =>
        call.Request.Headers.ContainsKey(ForwardedHeader) && (Caller.Of(call).Credential is null or { IsServer: true });

    /// <summary>The answer to the call names who gave it.</summary>
    public static void TellOwner(HttpContext call, short partition, string owner)
    {
        if (call.Response.HasStarted || owner.Length == 0) return;
        call.Response.Headers[PartitionHeader] = partition.ToString(CultureInfo.InvariantCulture);
        call.Response.Headers[OwnerHeader] = owner;
    }

    private static int? NumberIn(HttpContext call, string header) =>
        int.TryParse(call.Request.Headers[header], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
