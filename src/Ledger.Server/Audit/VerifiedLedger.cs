namespace Ledger.Server.Audit;

/// <summary>What is the same for all partitions of a ledger that is verified.</summary>
/// <param name="Partitions">How many there are.</param>
/// <param name="Since">From when on all rows are by this version (UTC): older ones may be those of 0.2.0.</param>
/// <param name="Rules">What decided its rows.</param>
/// <param name="Directory">What rows say about cards and identifiers.</param>
/// <param name="SinceClosing">Each partition is read from its newest closing on.</param>
/// <param name="Report">What is told of what does not hold: the check, and where. From any thread.</param>
internal sealed record VerifiedLedger(
    int Partitions, DateTime Since, DecidedRules Rules, IDirectoryFold Directory, bool SinceClosing, Action<string, string> Report);
