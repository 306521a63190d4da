namespace Ledger.Rules.Rows;

/// <summary>Stored value set aside by the operation <paramref name="Key"/>: principal, and bonus lot by lot.</summary>
public sealed record HoldFacts(Guid Key, long PrincipalMinor, IReadOnlyList<Lot> Bonus, DateTime ExpiresAt)
{
    /// <summary>True until its end: from then on nothing is held, whether the ledger has tidied up or not.</summary>
    public bool IsOpen(DateTime now) => ExpiresAt > now;

    public long LeftMinor
    {
        get
        {
            var left = PrincipalMinor;
            foreach (var lot in Bonus) left += lot.Amount;
            return left;
        }
    }
}
