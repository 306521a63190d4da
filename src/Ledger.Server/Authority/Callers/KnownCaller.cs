using Ledger.Server.Authority.Policy;

namespace Ledger.Server.Authority.Callers;

/// <summary>What kind of caller it is; the numbers are those of the contract and of the table.</summary>
internal enum CallerKind : short
{
    Terminal = 1,
    Backend = 2,
    Administrator = 3,
    Server = 4,
}

/// <summary>A caller, as the tables have it.</summary>
/// <param name="Store">0: it is no terminal.</param>
/// <param name="Terminal">0: it is no terminal.</param>
/// <param name="RevokedAt">UTC; null: it is not revoked.</param>
internal sealed record KnownCaller(int Number, CallerKind Kind, string Name, int Store, int Terminal, DateTime? RevokedAt)
{
    /// <summary>Those in force.</summary>
    public IReadOnlyList<KnownGrant> Grants { get; init; } = [];

    /// <summary>Also revoked ones.</summary>
    public IReadOnlyList<KnownCredential> Credentials { get; init; } = [];

    /// <summary>
    /// Where it belongs, for whoever looks after callers: a terminal where it stands; any other in the program that all its roles lie in,
    /// or in none, and then it is a matter of the whole ledger.
    /// </summary>
    public required Place Place { get; init; }

    /// <summary>Where callers without a place of their own belong that hold roles there.</summary>
    public static Place PlaceOf(IEnumerable<KnownGrant> grants)
    {
        var programs = grants.Select(grant => grant.Scope.Level == Reach.Ledger ? (short)0 : grant.Scope.Program).Distinct().ToArray();
        return programs is [> 0 and var only] ? Place.OfProgram(only) : Place.Ledger;
    }
}

/// <summary>A role that a caller holds.</summary>
/// <param name="IsOwnPlace">It is held wherever the terminal is.</param>
/// <param name="Vouched">A terminal names operators in it by their numbers alone.</param>
internal sealed record KnownGrant(Role Role, Place Scope, bool IsOwnPlace, bool Vouched);

/// <summary>A key that a caller proves itself with.</summary>
/// <param name="Key">SHA-256 of the certificate's public key.</param>
/// <param name="NotAfter">When the certificate ends, UTC.</param>
/// <param name="RevokedAt">UTC; null: it is not revoked.</param>
internal sealed record KnownCredential(byte[] Key, int Caller, string Serial, DateTime NotAfter, DateTime? RevokedAt);
