using Dapper;
using Ledger.Server.Journal.Sql;
using Ledger.Server.Programs;
using Npgsql;

namespace Ledger.Server.Journal.Catalog;

/// <summary>
/// Which branch and merchant stores belong to, and since when. Each change is added behind what held before, so that the settlement of a
/// month that is over never changes.
/// </summary>
internal static class StoreParties
{
    /// <summary>
    /// Notes what a store belongs to from now on, when it differs from what held so far; its first one holds for all time before too.
    /// </summary>
    public static Task NoteAsync(NpgsqlConnection connection, Store store) => connection.ExecuteAsync(
        SqlText.Read("note_party"), new { store.Number, store.Branch, store.Merchant });

    /// <summary>What each store belongs to now.</summary>
    public static async Task<IReadOnlyDictionary<int, (string Branch, string Merchant)>> NowAsync(NpgsqlConnection connection) =>
        (await connection.QueryAsync<(int Store, string Branch, string Merchant)>(
            SqlText.Read("parties")))
        .ToDictionary(party => party.Store, party => (party.Branch, party.Merchant));
}
