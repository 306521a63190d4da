using System.Collections.Concurrent;
using Ledger.Rules.Codes;
using Ledger.Server.Journal.Sql;
using Ledger.Server.Partitions;
using Npgsql;

namespace Ledger.Server.Cards;

/// <summary>
/// Finds the account that a card or an identifier points at. A card points at the same account until its issue is reversed, so what was
/// found once is kept, in a bounded number: until this server commits such a reversal, or for some minutes where another one does. An
/// identifier may be given to another member one day, so it is looked up each time. Both are known by a keyed hash alone.
/// </summary>
public sealed class CardDirectory(NpgsqlDataSource queries, CardKey key, int maxCount, FreedCards? freed = null)
{
    private static readonly TimeSpan _kept = TimeSpan.FromMinutes(5);

    private readonly FreedCards _freed = freed ?? new FreedCards();
    private readonly ConcurrentDictionary<Guid, (long Account, long Until)> _accounts = new();
    private long _freedCount;

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
    public ValueTask<long?> FindAsync(Guid id, CancellationToken cancellation)
    {
        if (_freed.Count is var count && count != Volatile.Read(ref _freedCount))
        {
            // In this order: whoever finds the count has nothing old to find.
            _accounts.Clear();
            Volatile.Write(ref _freedCount, count);
        }
        return _accounts.TryGetValue(id, out var known) && known.Until > Environment.TickCount64
            ? ValueTask.FromResult<long?>(known.Account) : LookUpAsync(id, cancellation);
    }

    /// <summary>
    /// Whose a card is to issue that was made in a batch and is not issued yet, and its type's code; null: it is not in stock.
    /// </summary>
    public async ValueTask<(short Program, string Type)?> StockOfAsync(Guid card, CancellationToken cancellation)
    {
        await using var command = CommandFor(SqlText.Read("in_stock"), card);
        await using var found = await command.ExecuteReaderAsync(cancellation);
        return await found.ReadAsync(cancellation) ? (found.GetInt16(0), found.GetString(1)) : null;
    }

    private async ValueTask<long?> LookUpAsync(Guid id, CancellationToken cancellation)
    {
        var freedBefore = _freed.Count;
        await using var command = CommandFor(SqlText.Read("find_account"), id);
        await using var found = await command.ExecuteReaderAsync(cancellation);
        if (!await found.ReadAsync(cancellation)) return null;
        var (account, kind) = (found.GetInt64(0), (IdentifierKind)found.GetInt16(1));
        if (kind != IdentifierKind.Card) return account;
        // Starting over is crude and right: the hot ones are back within seconds.
        if (_accounts.Count >= maxCount) _accounts.Clear();
        _accounts[id] = (account, Environment.TickCount64 + (long)_kept.TotalMilliseconds);
        // What was freed while it was looked up may be this one.
        if (_freed.Count != freedBefore) _accounts.TryRemove(id, out _);
        return account;
    }

    private NpgsqlCommand CommandFor(string text, Guid id)
    {
        var command = queries.CreateCommand(text);
        command.Parameters.Add(new NpgsqlParameter<Guid>("card", id));
        return command;
    }
}
