namespace Ledger.Server.Basics;

/// <summary>Who this server is among those of one ledger.</summary>
/// <param name="Node">Its name, the same over restarts.</param>
/// <param name="Instance">This life of the process: what a restarted namesake does is not mistaken for it.</param>
public sealed record ServerIdentity(string Node, Guid Instance);
