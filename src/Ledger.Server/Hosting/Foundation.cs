using Ledger.Embedded;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Certificates;
using Ledger.Server.Authority.Enrolment;
using Ledger.Server.Basics;
using Ledger.Server.Cards;
using Ledger.Server.Journal;
using Ledger.Server.Journal.Catalog;
using Ledger.Server.Programs;

namespace Ledger.Server.Hosting;

/// <summary>What a server stands on: its database, checked and migrated, its secrets, and its programs.</summary>
/// <param name="Embedded">The server's own PostgreSQL; null: it was given one.</param>
/// <param name="Connection">Connection string of the ledger's database.</param>
/// <param name="Certificates">The server's certificate and trust; null: it serves without TLS.</param>
/// <param name="First">Callers of a ledger that had none; null: they are not this server's business.</param>
/// <param name="ConnectionsMax">Callers' connections that there is room for.</param>
internal sealed record Foundation(
    EmbeddedPostgres? Embedded, string Connection, LedgerDatabase Database, CardKey CardKey, byte[] PinPepper, LoadedPrograms Programs,
    ServerCertificates? Certificates, FirstCallers? First, int ConnectionsMax) : IAsyncDisposable
{
    /// <summary>Brings all of it up. What fails takes down again what was up already.</summary>
    public static async Task<Foundation> LayAsync(Settings settings, TimeProvider time, CancellationToken cancellation)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddLedgerConsole(settings.LogFormat));
        var logger = loggers.CreateLogger("Ledger.Server");
        var embedded = settings.Connection.Length > 0 ? null
            : await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(settings.Data), logger, cancellation);
        LedgerDatabase? database = null;
        try
        {
            var connection = embedded?.ConnectionString ?? settings.Connection;
            var cardKey = CardKey.ReadOrMake(InData(settings, settings.CardKeyFile, "card.key"));
            var options = new LedgerDatabaseOptions(connection, IsOwn: embedded is not null, settings.Partitions, settings.Lanes)
            {
                MigrateConnection = settings.MigrateConnection.Length > 0 ? settings.MigrateConnection : null,
            };
            Task<LedgerDatabase> OpenAsync() =>
                LedgerDatabase.OpenAsync(options, settings.Limits, cardKey.Check, time, logger, cancellation);
            // One's own runs already.
            database = embedded is not null ? await OpenAsync()
                : await new DatabaseWait(settings.Limits, time, logger).ForAsync(OpenAsync, cancellation);
            var pinPepper = await PinPepperAsync(InData(settings, settings.PinPepperFile, "pin.pepper"), database, cancellation);
            var folder = settings.Programs.Length > 0 ? settings.Programs : Path.Combine(AppContext.BaseDirectory, "programs");
            var programs = await ProgramCatalog.LoadAsync(database.Statements, folder, time, cancellation);
            DocumentLog.Tell(programs, logger);
            var certificates = settings.Insecure ? null
                : ServerCertificates.Open(FilesOf(settings), settings.ServerNameList, database.Id, time, logger);
            var first = certificates is not null && (embedded is not null || settings.FirstCallers)
                ? new FirstCallers(database, certificates, settings.Data, time) : null;
            if (first is not null)
            {
                await first.MakeAsync(new Uri(settings.Address), logger, cancellation);
                await FirstGrants.GiveAsync(database, cancellation);
            }
            var connections = FileHandles.ConnectionsFor(FileHandles.Allowed(), database.ConnectionsMax, settings.Limits, logger);
            return new Foundation(embedded, connection, database, cardKey, pinPepper, programs, certificates, first, connections);
        }
        catch
        {
            await DisposeAsync(database, embedded);
            throw;
        }
    }

    public ValueTask DisposeAsync() => DisposeAsync(Database, Embedded);

    private static AuthorityFiles FilesOf(Settings settings) =>
        new(settings.Data, settings.Certificate, settings.CertificateKey, settings.Trust);

    private static string InData(Settings settings, string given, string name) =>
        given.Length > 0 ? given : Path.Combine(settings.Data, name);

    // A new one in the place of one that was lost would let every PIN fail, one member after the other.
    private static async Task<byte[]> PinPepperAsync(string file, LedgerDatabase database, CancellationToken cancellation)
    {
        if (!File.Exists(file) && await database.HasPinsAsync(cancellation))
            throw new SecretRefusedException(
                $"The PIN pepper {file} is missing, and PINs or operators' secrets of this ledger were set under it. "
                + "Put it back, or give LEDGER_PIN_PEPPER_FILE.");
        return SecretFile.ReadOrMake(file, "PIN pepper");
    }

    // Whatever fails to stop, what it stands on is stopped all the same.
    private static async ValueTask DisposeAsync(LedgerDatabase? database, EmbeddedPostgres? embedded)
    {
        try
        {
            if (database is not null) await database.DisposeAsync();
        }
        finally
        {
            if (embedded is not null) await embedded.DisposeAsync();
        }
    }
}
