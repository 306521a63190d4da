using Dapper;
using Ledger.Server.Programs;
using Npgsql;

namespace Ledger.Server.Journal.Catalog;

/// <summary>
/// Which branch and merchant stores belong to, and since when. Each change is added behind what held before, so that the settlement of a month
/// that is over never changes.
/// </summary>
internal static class StoreParties
{
    /// <summary>Notes what a store belongs to from now on, when it differs from what held so far; its first one holds for all time before too.</summary>
    public static Task NoteAsync(NpgsqlConnection connection, Store store) => connection.ExecuteAsync(
        """
        INSERT INTO store_party (store, since, branch, merchant)
        SELECT @Number, CASE WHEN last.store IS NULL THEN '-infinity' ELSE clock_timestamp() END, @Branch, @Merchant
          FROM (SELECT) AS one
          LEFT JOIN LATERAL (SELECT * FROM store_party WHERE store = @Number ORDER BY since DESC LIMIT 1) AS last ON true
         WHERE (last.branch, last.merchant) IS DISTINCT FROM (@Branch, @Merchant)
        ON CONFLICT DO NOTHING
        """, new { store.Number, store.Branch, store.Merchant });

    /// <summary>What each store belongs to now.</summary>
    public static async Task<IReadOnlyDictionary<int, (string Branch, string Merchant)>> NowAsync(NpgsqlConnection connection) =>
        (await connection.QueryAsync<(int Store, string Branch, string Merchant)>(
            "SELECT DISTINCT ON (store) store, branch, merchant FROM store_party ORDER BY store, since DESC"))
        .ToDictionary(party => party.Store, party => (party.Branch, party.Merchant));
}
