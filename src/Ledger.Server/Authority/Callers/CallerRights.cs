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
/// What one caller may do by one snapshot, or an operator who has signed in with it: compiled once for each connection or session, so that
/// whether an operation may be posted is a few comparisons. A right is any role the caller holds that has the policy's row, where it is
/// held; with an operator, any role of the one and any of the other that both have the row, where both are held, and no further than the
/// one that reaches less.
/// </summary>
internal sealed class CallerRights
{
    private readonly HeldRole[] _roles;
    private readonly PolicyTable _policy;

    public CallerRights(AuthoritySnapshot snapshot, KnownCaller caller)
    {
        (Snapshot, Caller, _policy) = (snapshot, caller, snapshot.Policy);
        _roles = [.. caller.Grants.Where(grant => caller.Kind != CallerKind.Terminal || grant.Vouched)
            .Select(grant => new HeldRole(grant.Role, grant.Role, grant.Scope, caller, _policy))];
    }

    /// <summary>The rights of a person who has signed in with a caller.</summary>
    public CallerRights(AuthoritySnapshot snapshot, KnownCaller caller, KnownPerson person)
        : this(snapshot, caller, person, caller.Grants.Select(own => ((Role?)own.Role, own.Scope)))
    {
    }

    // What a person may where the caller holds a role, and no more than that role; null: whatever the person holds there.
    private CallerRights(
        AuthoritySnapshot snapshot, KnownCaller caller, KnownPerson person, IEnumerable<(Role? Role, Place Scope)> places)
    {
        (Snapshot, Caller, Person, _policy) = (snapshot, caller, person, snapshot.Policy);
        _roles =
        [
            .. from own in places
               from held in person.Grants
               let both = own.Scope.Within(held.Scope)
               where both is not null
               select new HeldRole(own.Role ?? held.Role, held.Role, both.Value, caller, _policy),
        ];
    }

    /// <summary>
    /// The rights of an operator who approves one operation at a caller: his own, at the place of a terminal, or where another caller holds
    /// a role that posts.
    /// </summary>
    public static CallerRights OfApproval(AuthoritySnapshot snapshot, KnownCaller caller, KnownPerson approver)
    {
        var places = caller.Kind == CallerKind.Terminal ? [caller.Place]
            : caller.Grants.Where(grant => grant.Role.Posts()).Select(grant => grant.Scope).Distinct();
        return new(snapshot, caller, approver, places.Select(place => ((Role?)null, place)));
    }

    public AuthoritySnapshot Snapshot { get; }

    public KnownCaller Caller { get; }

    /// <summary>Who has signed in; null: nobody.</summary>
    public KnownPerson? Person { get; }

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
                && role.Scope.Widened(ReachOf(role, kind)).Contains(original)) return true;
        return false;
    }

    /// <summary>True when operations of some kind may be posted.</summary>
    public bool MayPostAnything => Array.Exists(_roles, role => role.Kinds != 0);

    /// <summary>True when a call may be made about something.</summary>
    /// <param name="call">Its full name, as in <c>ledger.v1.Reading/GetBalances</c>.</param>
    public bool May(string call)
    {
        foreach (var role in _roles)
            if (ReachOf(role, call) != Reach.None) return true;
        return false;
    }

    /// <summary>True when it may be made about what lies there.</summary>
    public bool May(string call, in Place about)
    {
        foreach (var role in _roles)
            if (ReachOf(role, call) is var reach and not Reach.None && role.Scope.Widened(reach).Contains(about)) return true;
        return false;
    }

    /// <summary>
    /// How much of a member a call shows. A member belongs to a program and to no part of it: whoever is let to ask anywhere in the
    /// program may ask about all its members.
    /// </summary>
    /// <param name="program">Null: of any.</param>
    /// <param name="byNumber">The account is named by its number.</param>
    public Sight SightOf(string call, short? program, bool byNumber) =>
        SightOf(role => ReachOf(role, call) != Reach.None && (!byNumber || role.NamesNumbers), program);

    /// <summary>The same of an operation that is asked about without being posted.</summary>
    public Sight SightOf(int kind, short program) => SightOf(role => role.Has(kind), program);

    private Sight SightOf(Predicate<HeldRole> shows, short? program)
    {
        var sight = Sight.None;
        foreach (var role in _roles)
        {
            if (!shows(role) || !role.IsIn(program)) continue;
            if (_policy.SeesInFull(role.Role) && _policy.SeesInFull(role.Other)) return Sight.Full;
            sight = Sight.Short;
        }
        return sight;
    }

    /// <summary>The grants that have to do with a kind or call, wherever they are held.</summary>
    public IEnumerable<KnownGrant> With(int kind, string call) => (Person?.Grants ?? Caller.Grants).Where(grant =>
        (kind != 0 ? _policy.ReachOf(grant.Role, kind) : _policy.ReachOf(grant.Role, call)) != Reach.None);

    /// <summary>True when nobody has signed in, and with somebody who may it could be done.</summary>
    /// <param name="at">Null: anywhere.</param>
    public bool WaitsForSomebody(int kind, string call, Place? at) => Person is null && With(kind, call).Any(grant =>
        Caller.Kind == CallerKind.Terminal && !grant.Vouched && (at is not { } place || grant.Scope.Contains(place)));

    private Reach ReachOf(in HeldRole role, int kind) => Smaller(_policy.ReachOf(role.Role, kind), _policy.ReachOf(role.Other, kind));

    private Reach ReachOf(in HeldRole role, string call) => Smaller(_policy.ReachOf(role.Role, call), _policy.ReachOf(role.Other, call));

    // Of which none is the smallest.
    private static Reach Smaller(Reach one, Reach other) => one < other ? one : other;

    // The caller's role and the one of whoever has signed in, or one and the same; where both are held.
    private readonly struct HeldRole(Role role, Role other, in Place scope, KnownCaller caller, PolicyTable policy)
    {
        public readonly Role Role = role;
        public readonly Role Other = other;
        public readonly Place Scope = scope;
        public readonly ulong Kinds = policy.KindsOf(role) & policy.KindsOf(other);
        public readonly bool NamesNumbers =
            caller.Kind == CallerKind.Backend || (policy.NamesNumbers(role) && policy.NamesNumbers(other));

        public bool Has(int kind) => (Kinds & (1UL << kind)) != 0;

        public bool IsIn(short? program) => program is null || Scope.Level == Reach.Ledger || Scope.Program == program;
    }
}
