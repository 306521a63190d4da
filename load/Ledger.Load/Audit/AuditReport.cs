namespace Ledger.Load.Audit;

/// <summary>What one check of the audit came to.</summary>
internal enum CheckResult
{
    /// <summary>It holds.</summary>
    Holds,

    /// <summary>It does not hold: money or an operation is not where it must be.</summary>
    Broken,

    /// <summary>It cannot be told here; the detail says why.</summary>
    NotTold,
}

/// <summary>One check.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Result">What it came to.</param>
/// <param name="Detail">Figures, findings, or why it cannot be told.</param>
internal sealed record AuditCheck(string Name, CheckResult Result, string Detail);

/// <summary>The audit of a run.</summary>
/// <param name="Checks">In the order they were made.</param>
internal sealed record AuditReport(IReadOnlyList<AuditCheck> Checks)
{
    public bool Holds => Checks.All(check => check.Result != CheckResult.Broken);
}
