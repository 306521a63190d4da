using Ledger.Server.Authority.Policy;
using Ledger.Server.Basics;
using Ledger.Server.Contract;
using Status = Google.Rpc.Status;

namespace Ledger.Server.Authority.Callers;

/// <summary>What tells two states of the tables apart.</summary>
/// <param name="Epochs">
/// The newest changes. Several, since a transaction that took its number first may be committed last.
/// </param>
/// <param name="PolicyVersion">The version in force; 0: the one that came with the server.</param>
internal sealed record AuthorityLook(long[] Epochs, int PolicyVersion)
{
    /// <summary>The number of the newest change; 0: there was none.</summary>
    public long Epoch => Epochs.Length > 0 ? Epochs[0] : 0;

    public bool Equals(AuthorityLook? other) =>
        other is not null && PolicyVersion == other.PolicyVersion && Epochs.AsSpan().SequenceEqual(other.Epochs);

    public override int GetHashCode() => HashCode.Combine(Epoch, PolicyVersion);
}

/// <summary>All callers with their keys and roles, all persons with theirs, and the policy, as of one moment. Immutable.</summary>
internal sealed class AuthoritySnapshot
{
    private readonly Dictionary<int, KnownCaller> _callers;
    private readonly Dictionary<string, KnownCredential> _credentials;
    private readonly Dictionary<int, KnownPerson> _persons;

    public AuthoritySnapshot(
        AuthorityLook look, PolicyTable policy, IEnumerable<KnownCaller> callers, IEnumerable<KnownPerson>? persons = null)
    {
        (Look, Policy) = (look, policy);
        Callers = [.. callers.OrderBy(caller => caller.Number)];
        _callers = Callers.ToDictionary(caller => caller.Number);
        _credentials = Callers.SelectMany(caller => caller.Credentials).ToDictionary(one => Convert.ToHexString(one.Key));
        Persons = [.. (persons ?? []).OrderBy(person => person.Operator)];
        _persons = Persons.ToDictionary(person => person.Operator);
    }

    public AuthorityLook Look { get; }

    public PolicyTable Policy { get; }

    /// <summary>In the order of their numbers, revoked ones too.</summary>
    public IReadOnlyList<KnownCaller> Callers { get; }

    /// <summary>In the order of their numbers, disabled ones too.</summary>
    public IReadOnlyList<KnownPerson> Persons { get; }

    public KnownPerson? Person(int number) => _persons.GetValueOrDefault(number);

    public KnownCaller? Caller(int number) => _callers.GetValueOrDefault(number);

    public KnownCredential? Credential(ReadOnlySpan<byte> key) => _credentials.GetValueOrDefault(Convert.ToHexString(key));

    /// <summary>What whoever proved himself by <paramref name="proved"/> may do; null: he is not let in.</summary>
    public CallerRights? RightsOf(Credential proved, DateTime now) =>
        WhyNot(proved, now) is null ? new CallerRights(this, _callers[proved.Caller]) : null;

    /// <summary>Why that proof lets nobody in; null: it does.</summary>
    /// <param name="now">UTC.</param>
    public Status? WhyNot(Credential proved, DateTime now)
    {
        if (Credential(proved.Key) is not { } known || known.Caller != proved.Caller || Caller(proved.Caller) is not { } caller)
            return Problems.NotLetIn("NO_CREDENTIAL", "The certificate is of no caller of this ledger.");
        if (caller.RevokedAt is not null) return Problems.NotLetIn("CALLER_REVOKED", $"Caller {caller.Number} is revoked.");
        if (known.RevokedAt is not null) return Problems.NotLetIn("CREDENTIAL_REVOKED", "The certificate's key is revoked.");
        return proved.NotAfter > now ? null : Problems.NotLetIn("CREDENTIAL_EXPIRED", "The certificate has ended.");
    }

    /// <summary>True when that key is not known here at all, as one that has come since.</summary>
    public bool IsUnknown(Credential proved) => Credential(proved.Key) is null || Caller(proved.Caller) is null;
}
