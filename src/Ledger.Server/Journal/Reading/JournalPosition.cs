using Dapper;
using Npgsql;

namespace Ledger.Server.Journal.Reading;

/// <summary>
/// Up to which row the partitions of the journal were read: the number of the first row that was not, partition by partition.
/// </summary>
public sealed record JournalPosition(IReadOnlyList<long> NextSeqs);
