namespace Ledger.Server.Journal.Servers;

/// <summary>Who serves a ledger and who has which of its partitions, as the database had it at one moment.</summary>
/// <param name="IsSuperseded">A namesake that was started later has this server's place.</param>
/// <param name="Servers">Those that live, by name; this one too.</param>
/// <param name="Partitions">All of the ledger, in order.</param>
public sealed record LedgerLook(bool IsSuperseded, IReadOnlyList<SeenServer> Servers, IReadOnlyList<PartitionHolder> Partitions);

/// <summary>A server that lives.</summary>
/// <param name="Instance">The life of its process.</param>
/// <param name="Address">Where it is reached; empty: it does not listen yet.</param>
/// <param name="IsLeaving">It is being stopped.</param>
public sealed record SeenServer(string Node, Guid Instance, string Address, bool IsLeaving);

/// <summary>Who has a partition.</summary>
/// <param name="Instance">The life of the process whose lane has it; null: no lane has.</param>
/// <param name="IsFree">It can be taken: no lane has it, or one that shows no life.</param>
public sealed record PartitionHolder(short Partition, Guid? Instance, bool IsFree);
