using Dapper;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Authority.Callers;

/// <summary>
/// A change of who may do what, with the row that says so: both or none. One at a time over all servers, so each sees what the others have
/// done.
/// </summary>
internal sealed class AuthorityTransaction : IAsyncDisposable
{
    // Any number, the same in every server, that nobody else locks.
    private const long Lock = 0x4C45_4447_4155_5448;
    private readonly CancellationToken _cancellation;

    private AuthorityTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation) =>
        (Connection, Transaction, _cancellation) = (connection, transaction, cancellation);

    public NpgsqlConnection Connection { get; }

    public NpgsqlTransaction Transaction { get; }

    public static async Task<AuthorityTransaction> BeginAsync(LedgerDatabase database, CancellationToken cancellation)
    {
        var connection = await database.Authority.OpenConnectionAsync(cancellation);
        try
        {
            var change = new AuthorityTransaction(connection, await connection.BeginTransactionAsync(cancellation), cancellation);
            await change.ExecuteAsync("lock_authority", new { Lock });
            return change;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a text and returns how many rows it changed.</summary>
    public Task<int> ExecuteAsync(string text, object parameters) => Connection.ExecuteAsync(Command(text, parameters));

    public Task<IEnumerable<T>> QueryAsync<T>(string text, object parameters) => Connection.QueryAsync<T>(Command(text, parameters));

    /// <summary>True when somebody can give rights over the whole ledger, and can prove who he is.</summary>
    public Task<bool> HasAdministratorAsync() => Connection.ExecuteScalarAsync<bool>(Command("has_administrator", null));

    /// <summary>True when somebody holds admin beside a role that posts.</summary>
    public Task<bool> HasMixedRolesAsync() => Connection.ExecuteScalarAsync<bool>(Command("has_mixed_roles", null));

    /// <summary>Says what was changed, and makes it so.</summary>
    public async Task<V1.AuthorityChange> CommitAsync(ChangedBy by, string what)
    {
        var (epoch, at) = await Connection.QuerySingleAsync<(long, DateTime)>(
            Command("note_change", new { caller = by.Caller, @operator = by.Operator, what }));
        await Transaction.CommitAsync(_cancellation);
        return CallerWords.Change(epoch, at, by, what);
    }

    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private CommandDefinition Command(string text, object? parameters) =>
        new(SqlText.Read(text), parameters, Transaction, cancellationToken: _cancellation);
}
