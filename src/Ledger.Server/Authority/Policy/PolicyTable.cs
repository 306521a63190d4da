namespace Ledger.Server.Authority.Policy;

/// <summary>Who may do what, and how far that reaches: one version of the policy. Immutable.</summary>
internal sealed class PolicyTable(
    string text, IReadOnlyDictionary<string, CallRow> calls, IReadOnlyDictionary<int, Reach[]> kinds, IReadOnlySet<Role> byNumber,
    IReadOnlySet<Role> inFull)
{
    private readonly ulong[] _masks = MasksOf(kinds);
    private readonly bool[] _byNumber = FlagsOf(byNumber);
    private readonly bool[] _inFull = FlagsOf(inFull);

    /// <summary>The document it was read from.</summary>
    public string Text => text;

    /// <summary>The row of a call, by its full name, as in <c>ledger.v1.Reading/GetBalances</c>; null: there is none.</summary>
    public CallRow? Call(string name) => calls.GetValueOrDefault(name);

    /// <summary>How far a role reaches with a kind; none: it may not.</summary>
    public Reach ReachOf(Role role, int kind) => kinds.TryGetValue(kind, out var reaches) ? reaches[(int)role] : Reach.None;

    /// <summary>How far a role reaches with a call that names roles; none: it may not.</summary>
    public Reach ReachOf(Role role, string call) =>
        Call(call) is { Rule: CallRule.Roles } row ? row.Reaches[(int)role] : Reach.None;

    /// <summary>A role's kinds, a bit for each.</summary>
    public ulong KindsOf(Role role) => _masks[(int)role];

    /// <summary>The role may name an account by its number, and not only by a card or identifier that it was shown.</summary>
    public bool NamesNumbers(Role role) => _byNumber[(int)role];

    /// <summary>The role sees all that is known of a member.</summary>
    public bool SeesInFull(Role role) => _inFull[(int)role];

    private static ulong[] MasksOf(IReadOnlyDictionary<int, Reach[]> kinds)
    {
        var masks = new ulong[Roles.Count];
        foreach (var (kind, reaches) in kinds)
            for (var role = 0; role < Roles.Count; role++)
                if (reaches[role] != Reach.None) masks[role] |= 1UL << kind;
        return masks;
    }

    private static bool[] FlagsOf(IReadOnlySet<Role> roles) =>
        [.. Enumerable.Range(0, Roles.Count).Select(role => roles.Contains((Role)role))];
}
