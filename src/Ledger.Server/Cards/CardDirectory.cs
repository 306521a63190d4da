using System.Collections.Concurrent;
using Ledger.Rules.Codes;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Cards;

/// <summary>
/// Finds the account that a card or an identifier points at. A card points at the same account for ever, so what was found once is kept, in
/// a bounded number. An identifier may be given to another member one day, so it is looked up each time. Both are known by a keyed hash
/// alone.
/// </summary>
public sealed class CardDirectory(NpgsqlDataSource queries, CardKey key, int maxCount)
{
    private readonly ConcurrentDictionary<Guid, long> _accounts = new();

    /// <summary>
    /// The card of that code, whatever program it is of, and the account it points at; null: there is none. Both forms of the code are
    /// tried.
    /// </summary>
    public ValueTask<(Guid Card, long Account)?> FindAsync(string code, CancellationToken cancellation) =>
        CardForms.Of(code).FindAsync(key, FindAsync, cancellation);

    /// <summary>The keyed hash that stands for a member number, mobile or document number of a program everywhere.</summary>
    public Guid IdOf(short program, IdentifierKind kind, string value) => key.IdOf(program, kind, value);

    /// <summary>
    /// The account that a card or identifier points at now; null: there is no such card, or the identifier names nobody (any more).
    /// </summary>
    public ValueTask<long?> FindAsync(Guid id, CancellationToken cancellation) =>
        _accounts.TryGetValue(id, out var account) ? ValueTask.FromResult<long?>(account) : LookUpAsync(id, cancellation);

    /// <summary>The type's code of a card that was made in a batch and is not issued yet; null: it is not in stock.</summary>
    public async ValueTask<string?> StockTypeOfAsync(Guid card, CancellationToken cancellation)
    {
        await using var command = CommandFor(SqlText.Read("stock_type"), card);
        return (string?)await command.ExecuteScalarAsync(cancellation);
    }

    private async ValueTask<long?> LookUpAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = CommandFor(SqlText.Read("find_account"), id);
        await using var found = await command.ExecuteReaderAsync(cancellation);
        if (!await found.ReadAsync(cancellation)) return null;
        var (account, kind) = (found.GetInt64(0), (IdentifierKind)found.GetInt16(1));
        if (kind != IdentifierKind.Card) return account;
        // Starting over is crude and right: entries are never stale, and the hot ones are back within seconds.
        if (_accounts.Count >= maxCount) _accounts.Clear();
        _accounts[id] = account;
        return account;
    }

    private NpgsqlCommand CommandFor(string text, Guid id)
    {
        var command = queries.CreateCommand(text);
        command.Parameters.Add(new NpgsqlParameter<Guid>("card", id));
        return command;
    }
}
