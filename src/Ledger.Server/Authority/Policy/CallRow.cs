namespace Ledger.Server.Authority.Policy;

/// <summary>Who may make a call.</summary>
internal enum CallRule
{
    /// <summary>The roles that are named, as far as each reaches.</summary>
    Roles,
    /// <summary>Whoever can reach the server.</summary>
    Anybody,
    /// <summary>Whoever has proved who he is.</summary>
    AnyCaller,
    /// <summary>Whoever may do what it brings: the operation's kind decides, or the report's own call.</summary>
    ByContent,
    /// <summary>The ledger's other servers, and no caller.</summary>
    Servers,
}

/// <summary>A row of the policy about a call.</summary>
/// <param name="Reaches">By role; what is none may not.</param>
internal sealed record CallRow(CallRule Rule, Reach[] Reaches);
