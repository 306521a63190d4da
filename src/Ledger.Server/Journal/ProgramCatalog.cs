using Dapper;
using Ledger.Server.Programs;
using Npgsql;

namespace Ledger.Server.Journal;

/// <summary>
/// The programs and stores of a ledger in its database: every version that was ever in force stays, since transactions refer to it.
/// </summary>
internal static class ProgramCatalog
{
    /// <summary>
    /// Adds the documents of <paramref name="folder"/> that are new and returns all that the database holds. Throws
    /// <see cref="ProgramDocumentException"/> when a document is wrong, or differs from what the database has under the same version.
    /// </summary>
    public static async Task<ProgramBook> LoadAsync(NpgsqlDataSource queries, string folder, CancellationToken cancellation)
    {
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        if (Directory.Exists(folder))
            foreach (var file in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
            {
                var text = await File.ReadAllTextAsync(file, cancellation);
                if (Path.GetFileName(file) == "stores.yaml") await AddStoresAsync(connection, file, text);
                else await AddProgramAsync(connection, file, text);
            }

        var documents = await connection.QueryAsync<(short Program, int Version, string Document)>("SELECT program, version, document FROM program");
        var versions = documents.Select(d => ProgramDocument.Parse($"program {d.Program} version {d.Version}", d.Document).Rules).ToArray();
        var stores = await connection.QueryAsync<(int Store, short Program, string Name, string TimeZone)>(
            "SELECT store, program, name, time_zone FROM store");
        var book = new ProgramBook(
            stores.Select(s => new Store(s.Store, s.Program, s.Name, TimeZoneInfo.FindSystemTimeZoneById(s.TimeZone))), versions);

        var orphans = stores.Where(store => versions.All(rules => rules.Program != store.Program)).ToArray();
        if (orphans.Length > 0)
            throw new ProgramDocumentException([.. orphans.Select(s => $"store {s.Store} belongs to program {s.Program}, which has no document.")]);
        return book;
    }

    private static async Task AddProgramAsync(NpgsqlConnection connection, string file, string text)
    {
        var document = ProgramDocument.Parse(file, text);
        var version = new { document.Rules.Program, document.Rules.Version, document.Rules.ActiveFrom, document.Name, Document = text };
        var added = await connection.ExecuteAsync(
            "INSERT INTO program VALUES (@Program, @Version, @ActiveFrom, @Name, @Document) ON CONFLICT DO NOTHING", version);
        if (added == 1) return;
        var was = await connection.ExecuteScalarAsync<string>("SELECT document FROM program WHERE program = @Program AND version = @Version", version);
        if (was != text)
            throw new ProgramDocumentException(
                [$"{file}:1: version: program {version.Program} version {version.Version} is in the ledger with another text; raise the version."]);
    }

    private static async Task AddStoresAsync(NpgsqlConnection connection, string file, string text)
    {
        foreach (var store in StoreList.Parse(file, text))
        {
            var row = new { store.Number, store.Program, store.Name, TimeZone = store.TimeZone.Id };
            var taken = await connection.ExecuteAsync(
                """
                INSERT INTO store VALUES (@Number, @Program, @Name, @TimeZone)
                ON CONFLICT (store) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone WHERE store.program = excluded.program
                """, row);
            if (taken == 0) throw new ProgramDocumentException([$"{file}: store {store.Number} belongs to another program for ever."]);
        }
    }
}
