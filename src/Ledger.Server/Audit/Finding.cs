using Ledger.Rules.Basics;

namespace Ledger.Server.Audit;

/// <summary>Something that does not hold: the invariant it breaks and where.</summary>
public sealed record Finding(string Invariant, string Where);

/// <summary>What a verification checked and found.</summary>
/// <param name="Begins">Where it began: with the ledger's first row, or behind closings, by month how many partitions.</param>
/// <param name="Rows">Journal rows read.</param>
/// <param name="Transactions">Transactions among them.</param>
/// <param name="Accounts">Accounts they are about.</param>
/// <param name="Checks">Each check that was made, in words.</param>
/// <param name="Findings">What does not hold; empty for a sound ledger. At most <see cref="Verification.FindingsMax"/>.</param>
/// <param name="Found">How many findings there are in all.</param>
public sealed record VerificationReport(
    string Begins, long Rows, long Transactions, long Accounts, IReadOnlyList<string> Checks, IReadOnlyList<Finding> Findings, long Found)
{
    public bool IsSound => Found == 0;
}
