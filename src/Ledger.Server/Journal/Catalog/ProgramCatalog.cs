using Dapper;
using Ledger.Rules.Program;
using Ledger.Server.Journal.Sql;
using Ledger.Server.Programs;
using Npgsql;

namespace Ledger.Server.Journal.Catalog;

/// <summary>
/// The programs and stores of a ledger in its database: every version that was ever in force stays, since transactions refer to it.
/// </summary>
internal static class ProgramCatalog
{
    /// <summary>
    /// Adds the documents of <paramref name="folder"/> that are new and returns all that the database holds. Throws
    /// <see cref="ProgramDocumentException"/> when a document is wrong, says something else than the database has under the same version,
    /// or is a new version that would come into force before its notice has passed. Nothing is added then.
    /// </summary>
    public static async Task<ProgramBook> LoadAsync(NpgsqlDataSource queries, string folder, TimeProvider time,
        CancellationToken cancellation)
    {
        await using var connection = await queries.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).ToArray() : [];
        await AddProgramsAsync(connection, await ReadAsync(files.Where(file => !IsStoreList(file)), cancellation),
            time.GetUtcNow().UtcDateTime);
        foreach (var file in files.Where(IsStoreList))
            await AddStoresAsync(connection, file, await File.ReadAllTextAsync(file, cancellation));

        var versions = (await HeldAsync(connection)).Select(document => document.Rules).ToArray();
        var stores = await connection.QueryAsync<(int Store, short Program, string Name, string TimeZone, short DayStarts)>(
            SqlText.Read("stores"));
        var parties = await StoreParties.NowAsync(connection);
        var book = new ProgramBook(
            stores.Select(s =>
            {
                var (branch, merchant) = parties.GetValueOrDefault(s.Store, ("", ""));
                return new Store(
                    s.Store, s.Program, s.Name, TimeZoneInfo.FindSystemTimeZoneById(s.TimeZone), branch, merchant,
                    TimeOnly.MinValue.AddMinutes(s.DayStarts));
            }), versions);

        var orphans = stores.Where(store => versions.All(rules => rules.Program != store.Program)).ToArray();
        if (orphans.Length > 0)
            throw new ProgramDocumentException(
                [.. orphans.Select(s => $"store {s.Store} belongs to program {s.Program}, which has no document.")]);
        await transaction.CommitAsync(cancellation);
        return book;
    }

    private static bool IsStoreList(string file) => Path.GetFileName(file) == "stores.yaml";

    // Older versions first, so that each finds the one before it.
    private static async Task<IReadOnlyList<LoadedDocument>> ReadAsync(IEnumerable<string> files, CancellationToken cancellation)
    {
        var read = new List<LoadedDocument>();
        foreach (var file in files)
            read.Add(new LoadedDocument(file, ProgramDocument.Parse(file, await File.ReadAllTextAsync(file, cancellation))));
        return [.. read.OrderBy(loaded => loaded.Document.Rules.Version)];
    }

    private static async Task<IReadOnlyList<ProgramDocument>> HeldAsync(NpgsqlConnection connection) =>
        [.. (await connection.QueryAsync<(short Program, int Version, string Document)>(SqlText.Read("programs")))
            .Select(held => ProgramDocument.Parse($"program {held.Program} version {held.Version}", held.Document))];

    private static async Task AddProgramsAsync(NpgsqlConnection connection, IReadOnlyList<LoadedDocument> loaded, DateTime now)
    {
        var held = await HeldAsync(connection);
        var notice = new Notice(held.Select(document => document.Rules), now);
        foreach (var (file, document) in loaded)
        {
            var rules = document.Rules;
            var was = held.FirstOrDefault(other => (other.Rules.Program, other.Rules.Version) == (rules.Program, rules.Version));
            if (was is not null && was.SaysTheSameAs(document)) continue;
            if (was is not null) throw Differs(file, rules);
            SeenText.Require(file, document.Text);
            if (notice.WhatIsWrongWith(rules) is { } wrong) throw new ProgramDocumentException([$"{file}:1: {wrong}."]);

            var added = await connection.ExecuteAsync(
                SqlText.Read("add_program"),
                new { rules.Program, rules.Version, rules.ActiveFrom, document.Name, document.Text });
            if (added == 1) continue;
            // Another document of the folder has the version, or another server has added it a moment ago.
            var other = await connection.ExecuteScalarAsync<string>(
                SqlText.Read("program_document"), new { rules.Program, rules.Version });
            if (!ProgramDocument.Parse(file, other!).SaysTheSameAs(document)) throw Differs(file, rules);
        }
    }

    private static ProgramDocumentException Differs(string file, ProgramRules rules) => new(
        [$"{file}:1: version: program {rules.Program} version {rules.Version} is in the ledger with another text; raise the version."]);

    private static async Task AddStoresAsync(NpgsqlConnection connection, string file, string text)
    {
        SeenText.Require(file, text);
        foreach (var store in StoreList.Parse(file, text))
        {
            var row = new
            {
                store.Number, store.Program, store.Name, TimeZone = store.TimeZone.Id,
                DayStarts = store.DayStarts.Hour * 60 + store.DayStarts.Minute,
            };
            var taken = await connection.ExecuteAsync(SqlText.Read("put_store"), row);
            if (taken == 0) throw new ProgramDocumentException([$"{file}: store {store.Number} belongs to another program for ever."]);
            await StoreParties.NoteAsync(connection, store);
        }
    }

    private sealed record LoadedDocument(string File, ProgramDocument Document);
}
