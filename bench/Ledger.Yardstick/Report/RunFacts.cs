namespace Ledger.Yardstick.Report;

/// <summary>Where, when and how a run was made.</summary>
/// <param name="Machine">The machine, in words.</param>
/// <param name="ServerRuntime">Runtime settings the ledger's server is built with.</param>
/// <param name="Environs">Runtime settings from the environment.</param>
/// <param name="Command">The arguments it was called with.</param>
/// <param name="StartedAt">When it began, UTC.</param>
/// <param name="Seconds">How long it took in all.</param>
/// <param name="Settings">PostgreSQL's settings.</param>
/// <param name="Skipped">Legs that could not run, with the reason.</param>
internal sealed record RunFacts(
    string Machine, string ServerRuntime, string Environs, string Command, DateTimeOffset StartedAt, double Seconds,
    IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Skipped);
