using Ledger.Server.Authority.Policy;

namespace Ledger.Server.Authority.Callers;

/// <summary>How much of a member a caller gets to see.</summary>
internal enum Sight
{
    None,
    /// <summary>What it needs to serve him.</summary>
    Short,
    Full,
}

/// <summary>
/// What one caller may do by one snapshot: compiled once for each connection, so that whether an operation may be posted is a few
/// comparisons. A right is any role the caller holds that has the policy's row, where it is held.
/// </summary>
internal sealed class CallerRights
{
    private readonly HeldRole[] _roles;
    private readonly PolicyTable _policy;

    public CallerRights(AuthoritySnapshot snapshot, KnownCaller caller)
    {
        (Snapshot, Caller, _policy) = (snapshot, caller, snapshot.Policy);
        _roles = [.. caller.Grants.Where(grant => caller.Kind != CallerKind.Terminal || grant.Vouched).Select(grant => new HeldRole(
            grant, _policy.KindsOf(grant.Role), caller.Kind == CallerKind.Backend || _policy.NamesNumbers(grant.Role)))];
    }

    public AuthoritySnapshot Snapshot { get; }

    public KnownCaller Caller { get; }

    /// <summary>True when an operation of that kind, by its place, may be posted.</summary>
    /// <param name="byNumber">It names the account by its number.</param>
    public bool MayPost(int kind, in Place at, bool byNumber)
    {
        foreach (var role in _roles)
            if (role.Has(kind) && (!byNumber || role.NamesNumbers) && role.Scope.Contains(at)) return true;
        return false;
    }

    /// <summary>The same of one that is about an earlier operation, by the place where that was.</summary>
    public bool MayPost(int kind, in Place at, bool byNumber, in Place original)
    {
        foreach (var role in _roles)
            if (role.Has(kind) && (!byNumber || role.NamesNumbers) && role.Scope.Contains(at)
                && role.Scope.Widened(_policy.ReachOf(role.Role, kind)).Contains(original)) return true;
        return false;
    }

    /// <summary>True when operations of some kind may be posted.</summary>
    public bool MayPostAnything => Array.Exists(_roles, role => role.Kinds != 0);

    /// <summary>True when a call may be made about something.</summary>
    /// <param name="call">Its full name, as in <c>ledger.v1.Reading/GetBalances</c>.</param>
    public bool May(string call)
    {
        foreach (var role in _roles)
            if (_policy.ReachOf(role.Role, call) != Reach.None) return true;
        return false;
    }

    /// <summary>True when it may be made about what lies there.</summary>
    public bool May(string call, in Place about)
    {
        foreach (var role in _roles)
            if (_policy.ReachOf(role.Role, call) is var reach and not Reach.None && role.Scope.Widened(reach).Contains(about)) return true;
        return false;
    }

    /// <summary>
    /// How much of a member a call shows. A member belongs to a program and to no part of it: whoever is let to ask anywhere in the
    /// program may ask about all its members.
    /// </summary>
    /// <param name="program">Null: of any.</param>
    /// <param name="byNumber">The account is named by its number.</param>
    public Sight SightOf(string call, short? program, bool byNumber)
    {
        var sight = Sight.None;
        foreach (var role in _roles)
        {
            if (_policy.ReachOf(role.Role, call) == Reach.None || (byNumber && !role.NamesNumbers) || !role.IsIn(program)) continue;
            if (_policy.SeesInFull(role.Role)) return Sight.Full;
            sight = Sight.Short;
        }
        return sight;
    }

    /// <summary>The same of an operation that is asked about without being posted.</summary>
    public Sight SightOf(int kind, short program)
    {
        var sight = Sight.None;
        foreach (var role in _roles)
        {
            if (!role.Has(kind) || !role.IsIn(program)) continue;
            if (_policy.SeesInFull(role.Role)) return Sight.Full;
            sight = Sight.Short;
        }
        return sight;
    }

    /// <summary>The grants that have to do with a kind or call, wherever they are held.</summary>
    public IEnumerable<KnownGrant> With(int kind, string call) => Caller.Grants.Where(grant =>
        (kind != 0 ? _policy.ReachOf(grant.Role, kind) : _policy.ReachOf(grant.Role, call)) != Reach.None);

    private readonly struct HeldRole(KnownGrant grant, ulong kinds, bool namesNumbers)
    {
        public readonly Role Role = grant.Role;
        public readonly Place Scope = grant.Scope;
        public readonly ulong Kinds = kinds;
        public readonly bool NamesNumbers = namesNumbers;

        public bool Has(int kind) => (Kinds & (1UL << kind)) != 0;

        public bool IsIn(short? program) => program is null || Scope.Level == Reach.Ledger || Scope.Program == program;
    }
}
