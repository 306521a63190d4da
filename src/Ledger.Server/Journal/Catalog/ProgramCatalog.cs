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
    /// Adds the documents of <paramref name="folder"/> that are new and returns all that the database holds. A document that is wrong, says
    /// something else than the database has under the same version, or is a new version that would come into force before its notice has
    /// passed is left out and told: what the database held serves on. Throws <see cref="ProgramDocumentException"/> when there is no
    /// program at all.
    /// </summary>
    public static async Task<LoadedPrograms> LoadAsync(NpgsqlDataSource statements, string folder, TimeProvider time,
        CancellationToken cancellation)
    {
        await using var connection = await statements.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).ToArray() : [];
        var refused = new List<RefusedDocument>();
        await AddProgramsAsync(connection, Read(files.Where(file => !IsStoreList(file)), refused), refused, time.GetUtcNow().UtcDateTime);

        var versions = (await HeldAsync(connection)).Select(document => document.Rules).ToArray();
        if (versions.Length == 0)
            throw new ProgramDocumentException([.. refused.SelectMany(one => one.Mistakes), $"{folder}: there is no program to serve by."]);
        foreach (var file in files.Where(IsStoreList)) await AddStoresAsync(connection, file, versions, refused);

        var stores = await StoresAsync(connection);
        await transaction.CommitAsync(cancellation);
        var notes = versions.GroupBy(rules => rules.Program).Select(program => program.MaxBy(rules => rules.Version)!)
            .SelectMany(rules => DocumentsTogether.StrangeStores(rules, stores).Concat(DocumentsTogether.StrangeBirthdays(rules))
                .Select(note => $"program {rules.Program} version {rules.Version}: {note}"));
        return new LoadedPrograms(new ProgramBook(stores, versions), refused, [.. notes]);
    }

    private static bool IsStoreList(string file) => Path.GetFileName(file) == StoreList.FileName;

    // Older versions first, so that each finds the one before it.
    private static IReadOnlyList<LoadedDocument> Read(IEnumerable<string> files, List<RefusedDocument> refused)
    {
        var read = new List<LoadedDocument>();
        foreach (var file in files)
            if (OrRefused(file, refused, () => ProgramDocument.Parse(file, DocumentBounds.ReadFile(file))) is { } document)
                read.Add(new LoadedDocument(file, document));
        return [.. read.OrderBy(loaded => loaded.Document.Rules.Version)];
    }

    private static T? OrRefused<T>(string file, List<RefusedDocument> refused, Func<T> read) where T : class
    {
        try
        {
            return read();
        }
        catch (ProgramDocumentException wrong)
        {
            refused.Add(new RefusedDocument(file, wrong.Mistakes));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            refused.Add(new RefusedDocument(file, [$"{file}: {wrong.Message}"]));
        }
        return null;
    }

    private static async Task<IReadOnlyList<ProgramDocument>> HeldAsync(NpgsqlConnection connection) =>
        [.. (await connection.QueryAsync<(short Program, int Version, string Document)>(SqlText.Read("programs")))
            .Select(held => ProgramDocument.Held($"program {held.Program} version {held.Version}", held.Document))];

    private static async Task AddProgramsAsync(
        NpgsqlConnection connection, IReadOnlyList<LoadedDocument> loaded, List<RefusedDocument> refused, DateTime now)
    {
        var held = await HeldAsync(connection);
        var notice = new Notice(held.Select(document => document.Rules), now);
        foreach (var (file, document) in loaded)
        {
            var rules = document.Rules;
            var was = held.FirstOrDefault(other => (other.Rules.Program, other.Rules.Version) == (rules.Program, rules.Version));
            if (was is not null && was.SaysTheSameAs(document)) continue;
            if (was is not null) refused.Add(Differs(file, rules));
            else if (OrRefused(file, refused, () => Seen(file, document)) is null) continue;
            else if (notice.WhatIsWrongWith(rules) is { } wrong) refused.Add(new RefusedDocument(file, [$"{file}:1: {wrong}."]));
            else if (!await AddAsync(connection, document)) refused.Add(Differs(file, rules));
        }
    }

    private static ProgramDocument Seen(string file, ProgramDocument document)
    {
        SeenText.Require(file, document.Text);
        return document;
    }

    private static IReadOnlyList<Store> ReadStores(string file)
    {
        var text = DocumentBounds.ReadFile(file);
        SeenText.Require(file, text);
        return StoreList.Parse(file, text);
    }

    /// <returns>False when another document of the folder, or another server a moment ago, said something else.</returns>
    private static async Task<bool> AddAsync(NpgsqlConnection connection, ProgramDocument document)
    {
        var rules = document.Rules;
        var added = await connection.ExecuteAsync(
            SqlText.Read("add_program"), new { rules.Program, rules.Version, rules.ActiveFrom, document.Name, document.Text });
        if (added == 1) return true;
        var other = await connection.ExecuteScalarAsync<string>(SqlText.Read("program_document"), new { rules.Program, rules.Version });
        return ProgramDocument.Held(document.Name, other!).SaysTheSameAs(document);
    }

    private static RefusedDocument Differs(string file, ProgramRules rules) => new(
        file, [$"{file}:1: version: program {rules.Program} version {rules.Version} is in the ledger with another text; raise the version."]);

    // A store that cannot be taken leaves the others as they are.
    private static async Task AddStoresAsync(
        NpgsqlConnection connection, string file, IReadOnlyCollection<ProgramRules> versions, List<RefusedDocument> refused)
    {
        var wrong = new List<string>();
        foreach (var store in OrRefused(file, refused, () => ReadStores(file)) ?? [])
        {
            if (versions.All(rules => rules.Program != store.Program))
            {
                wrong.Add($"{file}: store {store.Number} belongs to program {store.Program}, which has no document.");
                continue;
            }
            var row = new
            {
                store.Number, store.Program, store.Name, TimeZone = store.TimeZone.Id,
                DayStarts = store.DayStarts.Hour * 60 + store.DayStarts.Minute,
            };
            if (await connection.ExecuteAsync(SqlText.Read("put_store"), row) == 1) await StoreParties.NoteAsync(connection, store);
            else wrong.Add($"{file}: store {store.Number} belongs to another program for ever.");
        }
        if (wrong.Count > 0) refused.Add(new RefusedDocument(file, wrong));
    }

    private static async Task<Store[]> StoresAsync(NpgsqlConnection connection)
    {
        var stores = await connection.QueryAsync<(int Store, short Program, string Name, string TimeZone, short DayStarts)>(
            SqlText.Read("stores"));
        var parties = await StoreParties.NowAsync(connection);
        return
        [
            .. stores.Select(s =>
            {
                var (branch, merchant) = parties.GetValueOrDefault(s.Store, ("", ""));
                return new Store(
                    s.Store, s.Program, s.Name, TimeZoneInfo.FindSystemTimeZoneById(s.TimeZone), branch, merchant,
                    TimeOnly.MinValue.AddMinutes(s.DayStarts));
            }),
        ];
    }

    private sealed record LoadedDocument(string File, ProgramDocument Document);
}
