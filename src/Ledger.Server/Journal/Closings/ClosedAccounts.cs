using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal.Closings;

/// <summary>The accounts of a partition's closings, one after the other.</summary>
internal sealed class ClosedAccounts : IAsyncDisposable
{
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlDataReader _reader;

    private ClosedAccounts(NpgsqlCommand command, NpgsqlDataReader reader) => (_command, _reader) = (command, reader);

    /// <summary>The one that was read last; null: there is none any more.</summary>
    public ClosedAccount? Next { get; private set; }

    /// <summary>Begins to read those that end behind a row, in the order of their last rows.</summary>
    public static Task<ClosedAccounts> ByLastRowAsync(
        NpgsqlConnection connection, short partition, long after, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand(SqlText.Read("closed_accounts"), connection);
        command.Parameters.Add(new NpgsqlParameter<long>("after", after));
        return OpenAsync(command, partition, cancellation);
    }

    /// <summary>Begins to read all in the order of accounts, all closings of one together, oldest first.</summary>
    public static Task<ClosedAccounts> ByAccountAsync(NpgsqlConnection connection, short partition, CancellationToken cancellation) =>
        OpenAsync(new NpgsqlCommand(SqlText.Read("closed_states"), connection), partition, cancellation);

    public async ValueTask ReadAsync(CancellationToken cancellation) =>
        Next = await _reader.ReadAsync(cancellation) ? ClosingTables.Account(_reader) : null;

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _command.DisposeAsync();
    }

    private static async Task<ClosedAccounts> OpenAsync(NpgsqlCommand command, short partition, CancellationToken cancellation)
    {
        command.Parameters.Add(new NpgsqlParameter<short>("partition", partition));
        var accounts = new ClosedAccounts(command, await command.ExecuteReaderAsync(cancellation));
        await accounts.ReadAsync(cancellation);
        return accounts;
    }
}
