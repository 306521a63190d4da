namespace Ledger.Server.Programs;

/// <summary>What a server serves by, and what it was given and did not take.</summary>
/// <param name="Notes">What was taken and does not mean what it seems to.</param>
public sealed record LoadedPrograms(ProgramBook Book, IReadOnlyList<RefusedDocument> Refused, IReadOnlyList<string> Notes);
