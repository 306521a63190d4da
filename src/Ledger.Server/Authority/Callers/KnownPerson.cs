using Ledger.Server.Authority.Policy;

namespace Ledger.Server.Authority.Callers;

/// <summary>A person, as the tables have him; not his secret.</summary>
/// <param name="SecretSetAt">UTC; null: he has none.</param>
/// <param name="DisabledAt">UTC; null: he is not disabled.</param>
internal sealed record KnownPerson(int Operator, string Name, DateTime? SecretSetAt, DateTime? DisabledAt)
{
    /// <summary>Those in force.</summary>
    public IReadOnlyList<KnownGrant> Grants { get; init; } = [];

    /// <summary>Where he belongs, for whoever looks after operators: in the program that all his roles lie in, or in none.</summary>
    public Place Place => KnownCaller.PlaceOf(Grants);
}
