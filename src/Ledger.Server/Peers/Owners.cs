using Ledger.Server.Basics;
using Ledger.Server.Journal.Servers;
using Ledger.Server.Partitions;

namespace Ledger.Server.Peers;

/// <summary>Which server has a partition, as of the newest look.</summary>
/// <param name="isSecure">Servers without TLS are not asked.</param>
internal sealed class Owners(Sharing sharing, ServerIdentity identity, bool isSecure = false)
{
    /// <summary>Ends with the next look.</summary>
    public Task Next => sharing.Next;

    /// <summary>Who has it, and under which address, where that is one that can be asked.</summary>
    public (OwnerKind Kind, string Address) Of(short partition)
    {
        if (sharing.Newest is not { } look) return (OwnerKind.OnTheWay, "");
        var holder = look.Partitions[partition];
        if (holder.IsFree) return (OwnerKind.OnTheWay, "");
        if (holder.Instance == identity.Instance) return (OwnerKind.Here, sharing.Address);
        return look.Servers.FirstOrDefault(server => server.Instance == holder.Instance) switch
        {
            null => (OwnerKind.Unknown, ""),
            { Address: "" } => (OwnerKind.OnTheWay, ""),
            SeenServer server when isSecure && !server.Address.StartsWith(Uri.UriSchemeHttps, StringComparison.Ordinal) =>
                (OwnerKind.Unknown, ""),
            SeenServer server => (OwnerKind.Other, server.Address),
        };
    }
}

/// <summary>Who has a partition.</summary>
internal enum OwnerKind
{
    /// <summary>Nobody, or one that does not listen yet: it will be known soon.</summary>
    OnTheWay,
    /// <summary>This server.</summary>
    Here,
    /// <summary>Another one, which can be asked.</summary>
    Other,
    /// <summary>One that tells nobody its address: of an earlier version, or just gone.</summary>
    Unknown,
}
