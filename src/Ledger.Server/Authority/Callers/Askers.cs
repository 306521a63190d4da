using Grpc.Core;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Basics;
using Ledger.Server.Contract;

namespace Ledger.Server.Authority.Callers;

/// <summary>Whom the calls about callers concern: who asks, and whom he asks about.</summary>
internal sealed class Askers(ConnectionRights rights, FollowingAuthority authority, Limits limits)
{
    /// <summary>The newest snapshot. Throws when it is too old to go by.</summary>
    public AuthoritySnapshot Known =>
        authority.Known ?? throw Problems.ToException(Problems.AuthorityUnknown(limits.RetryDelayMilliseconds));

    /// <summary>Whoever asks, as changes name him.</summary>
    public ChangedBy By(ServerCallContext call) => rights.Of(call) is { } held ? new(held.Caller.Number, held.Person?.Operator) : default;

    /// <summary>Throws unless whoever asks may.</summary>
    public void Require(ServerCallContext call, string name, in Place about) => rights.Require(call, name, about);

    /// <summary>The rights of whoever asks; null: all.</summary>
    public CallerRights? RightsOf(ServerCallContext call) => rights.Of(call);

    /// <summary>A caller by its number; one that another server has made just now is asked for once.</summary>
    public async Task<KnownCaller> FindAsync(int number, CancellationToken cancellation)
    {
        if (Known.Caller(number) is { } known) return known;
        await authority.TryLookAsync(cancellation);
        return Known.Caller(number) ?? throw Problems.ToException(
            Problems.NotFound("caller", $"there is no caller {number}", "UNKNOWN_CALLER"));
    }

    /// <summary>An operator by his number; one that another server has made just now is asked for once.</summary>
    public async Task<KnownPerson> FindPersonAsync(int number, CancellationToken cancellation)
    {
        if (Known.Person(number) is { } known) return known;
        await authority.TryLookAsync(cancellation);
        return Known.Person(number) ?? throw Problems.ToException(
            Problems.NotFound("operator", $"there is no operator {number}", "UNKNOWN_OPERATOR"));
    }

    /// <summary>Has this server know what was changed just now.</summary>
    public Task LookAsync(CancellationToken cancellation) => authority.TryLookAsync(cancellation);
}
