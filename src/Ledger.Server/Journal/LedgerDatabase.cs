using System.Globalization;
using Dapper;
using Ledger.Server.Basics;
using Ledger.Server.Journal.Columns;
using Ledger.Server.Journal.Commit;
using Ledger.Server.Journal.Schema;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Journal;

/// <summary>
/// The database of a ledger, checked and migrated: the connections servers work over, all acting as the role <c>ledger_server</c>,
/// which can add journal rows but never change or remove one.
/// </summary>
public sealed class LedgerDatabase : IAsyncDisposable
{
    private const string ServerRole = "ledger_server";
    private const string AsServer = $"-c role={ServerRole}";
    // Changes to who may call are made one at a time.
    private const int AuthorityConnections = 1;
    // One batch is made at a time.
    private const int CardConnections = 1;
    // Of each sort of totals one step is made at a time.
    private const int TotalConnections = 2;
    // Of closings too.
    private const int ClosingConnections = 1;
    // It listens, and does nothing else.
    private const int NewsConnections = 1;
    private readonly DatabaseHosts _hosts;
    private readonly NpgsqlDataSource _commits;
    private readonly NpgsqlConnectionStringBuilder _watch;
    private readonly Limits _limits;
    private readonly TimeProvider _time;

    private LedgerDatabase(
        DatabaseHosts hosts, NpgsqlDataSource commits, NpgsqlDataSource queries, NpgsqlDataSource statements, NpgsqlDataSource reports,
        NpgsqlDataSource totals, NpgsqlDataSource closings, NpgsqlDataSource cardBatches, NpgsqlDataSource news,
        NpgsqlConnectionStringBuilder watch,
        NpgsqlDataSource authority, Guid id, int partitions, int lanes, Limits limits, TimeProvider time)
    {
        Condition = new DatabaseCondition(queries, time);
        (_hosts, _commits, _watch, Queries, Statements, Reports) = (hosts, commits, watch, queries, statements, reports);
        (Totals, Closings, CardBatches, News, Authority) = (totals, closings, cardBatches, news, authority);
        (Id, Partitions, Lanes, _limits, _time) = (id, partitions, lanes, limits, time);
    }

    /// <summary>Whether it keeps what it commits, and how its clock goes, as of the last look.</summary>
    internal DatabaseCondition Condition { get; }

    /// <summary>Connections for what the writers and the intake ask, beside the commits.</summary>
    internal NpgsqlDataSource Queries { get; }

    /// <summary>Connections for statements: short, but many; they cannot take the writers' away.</summary>
    internal NpgsqlDataSource Statements { get; }

    /// <summary>Connections for reports, which are long: they cannot take those of statements away.</summary>
    internal NpgsqlDataSource Reports { get; }

    /// <summary>The connections over which totals follow the journal: its steps take as long as a report may.</summary>
    internal NpgsqlDataSource Totals { get; }

    /// <summary>The connection over which months are closed, a step at a time.</summary>
    internal NpgsqlDataSource Closings { get; }

    /// <summary>
    /// The connection for the batch of card numbers that is made: its transaction is long, and takes none from the writers.
    /// </summary>
    internal NpgsqlDataSource CardBatches { get; }

    /// <summary>The connection over which it is told that partitions have moved.</summary>
    internal NpgsqlDataSource News { get; }

    /// <summary>
    /// The connection that changes who may call, under the one role that can; what is asked goes over <see cref="Queries"/>.
    /// </summary>
    internal NpgsqlDataSource Authority { get; }

    /// <summary>Names this ledger in the certificates of its callers.</summary>
    public Guid Id { get; }

    /// <summary>Partitions of this ledger, fixed when it was made.</summary>
    public int Partitions { get; }

    /// <summary>Lanes of this server, never more than there are partitions.</summary>
    public int Lanes { get; }

    /// <summary>Connections that a server may need at once.</summary>
    internal int ConnectionsMax => ConnectionsOf(Lanes, _limits);

    /// <summary>
    /// Opens the database: refuses one that would not keep what it commits, migrates it, and checks that the card key is the one this
    /// ledger was made with. Throws <see cref="DatabaseRefusedException"/>; what the driver says of one that is away is thrown as it is.
    /// </summary>
    public static async Task<LedgerDatabase> OpenAsync(
        LedgerDatabaseOptions options, Limits limits, byte[] cardKeyCheck, TimeProvider time, ILogger logger,
        CancellationToken cancellation)
    {
        // In a PostgreSQL of one's own nobody but the migration works as its superuser.
        var connection = options.IsOwn
            ? new NpgsqlConnectionStringBuilder(options.Connection) { Username = ServerRole }.ConnectionString : options.Connection;
        string session, confirmed;
        await using (var starting = new DatabaseHosts())
        {
            var migrate = starting.Connect(new NpgsqlDataSourceBuilder(options.MigrateConnection ?? options.Connection));
            await RefuseForgetfulAsync(migrate, cancellation);
            await Migrator.ApplyAsync(migrate, options.Partitions, cardKeyCheck, logger, cancellation);
            var asked = Source(starting, connection, "ledger-start", AsServer, maxPoolSize: 1, limits.QueryTimeoutSeconds);
            var look = await RefuseForgetfulAsync(asked, cancellation);
            // What commits wait for is each session's own from here on: whoever reloads the database with less does not reach it.
            confirmed = look.Confirmed;
            session = $"{AsServer} -c synchronous_commit={confirmed}";
        }
        // A batch of 1000 is a quarter of a megabyte: by the default buffer of 8 KB it would be thirty system calls, each waking the
        // other side.
        var hosts = new DatabaseHosts();
        // The generic plan: planning 38 parameters anew for each batch takes longer than running it.
        // Whoever has begun a transaction and says no more is gone, and what it has locked is not.
        var writing = $"{session} -c idle_in_transaction_session_timeout={limits.LookUpTimeoutSeconds}s";
        var commits = Source(
            hosts, new NpgsqlConnectionStringBuilder(connection) { WriteBufferSize = 64 * 1024 }.ConnectionString,
            "ledger-commits", $"{writing} -c plan_cache_mode=force_generic_plan", 1024, limits.CommitTimeoutSeconds);
        var queries = Source(hosts, connection, "ledger-queries", writing, limits.QueryConnectionsMax, limits.LookUpTimeoutSeconds);
        var statements = Source(
            hosts, connection, "ledger-statements", session, limits.StatementConnectionsMax, limits.QueryTimeoutSeconds);
        // Their texts name every month; compiling them takes longer than running them.
        var reports = Source(
            hosts, connection, "ledger-reports", $"{session} -c jit=off", limits.ReportConnectionsMax, limits.ReportTimeoutSeconds);
        // What a step has read is joined by hash or order: how many rows that are the planner cannot know.
        var totals = Source(
            hosts, connection, "ledger-totals", $"{session} -c jit=off -c enable_nestloop=off", TotalConnections,
            limits.ReportTimeoutSeconds);
        var closings = Source(
            hosts, connection, "ledger-closings", $"{session} -c jit=off", ClosingConnections, limits.ReportTimeoutSeconds);
        // It waits for ever, and finds out by itself that nobody is there any more.
        var listening = new NpgsqlConnectionStringBuilder(connection) { KeepAlive = limits.LookUpTimeoutSeconds }.ConnectionString;
        var news = Source(hosts, listening, "ledger-news", AsServer, NewsConnections, limits.QueryTimeoutSeconds);
        var watch = new NpgsqlConnectionStringBuilder(Settings(connection, "ledger-watch", "-c role=none", 1, limits.LookUpTimeoutSeconds))
        {
            Pooling = false, TargetSessionAttributes = null,
        };
        var cardBatches = Source(hosts, connection, "ledger-cards", session, CardConnections, limits.QueryTimeoutSeconds);
        // A server that stops in the middle of a change holds its lock for less time than others wait for it.
        var bounds = $"-c idle_in_transaction_session_timeout={limits.QueryTimeoutSeconds / 3 + 1}s";
        var authority = Source(
            hosts, connection, "ledger-authority", $"-c role=ledger_authority -c synchronous_commit={confirmed} {bounds}",
            AuthorityConnections,
            limits.QueryTimeoutSeconds);
        try
        {
            await using var reading = await queries.OpenConnectionAsync(cancellation);
            var (partitions, check, id) = await reading.QuerySingleAsync<(short, byte[], Guid)>(SqlText.Read("fixed"));
            if (!check.AsSpan().SequenceEqual(cardKeyCheck))
                throw new DatabaseRefusedException(
                    "The card key is not the one this ledger was made with: no card would be found. "
                    + "Give LEDGER_CARD_KEY_FILE the right file.");
            await JournalMonths.MakeAllAsync(queries, time.GetUtcNow().UtcDateTime, limits, cancellation);
            var lanes = Math.Min(options.Lanes, partitions);
            if (limits.QueryConnectionsMax < 2 * lanes)
                throw new DatabaseRefusedException(
                    $"QueryConnectionsMax must be at least {2 * lanes}: two for each lane of this server.");
            await RefuseFewerConnectionsAsync(reading, lanes, limits);
            return new LedgerDatabase(
                hosts, commits, queries, statements, reports, totals, closings, cardBatches, news, watch, authority, id, partitions, lanes,
                limits, time);
        }
        catch
        {
            await hosts.DisposeAsync();
            throw;
        }
    }

    /// <summary>The journal of one lane of a server.</summary>
    /// <param name="number">Of the lane among those of the server, from 0.</param>
    public ILaneJournal Lane(short number, Guid instance, string node)
    {
        var journal = new PostgresLaneJournal(number, instance, node, _limits, _time, _commits, Queries, _watch, _hosts, Condition);
        return _hosts.AreSeveral ? new FollowingJournal(journal, _hosts) : journal;
    }

    /// <summary>
    /// True when a PIN was ever set in this ledger, or an operator has a secret. Reads the whole journal when none was.
    /// </summary>
    internal async Task<bool> HasPinsAsync(CancellationToken cancellation)
    {
        await using var command = Queries.CreateCommand(SqlText.Read("has_pins"));
        command.CommandTimeout = 0;
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Ends once the database has answered; fails as any query does.</summary>
    internal async Task PingAsync()
    {
        try
        {
            await using var command = Queries.CreateCommand(SqlText.Read("ping"));
            await command.ExecuteNonQueryAsync();
        }
        catch
        {
            _hosts.LookAgain();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _hosts.DisposeAsync();

    private static NpgsqlDataSource Source(
        DatabaseHosts hosts, string connection, string name, string options, int maxPoolSize, int timeoutSeconds) =>
        hosts.Connect(EncodedArrays.AddTo(new NpgsqlDataSourceBuilder(Settings(connection, name, options, maxPoolSize, timeoutSeconds))));

    private static string Settings(string connection, string name, string options, int maxPoolSize, int timeoutSeconds)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection)
        {
            ApplicationName = name,
            Options = $"{new NpgsqlConnectionStringBuilder(connection).Options} {options}".Trim(),
            MaxPoolSize = maxPoolSize,
            CommandTimeout = timeoutSeconds,
            NoResetOnClose = true,
            // Whoever is cancelled has waited long enough, in milliseconds.
            CancellationTimeout = 500,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
        };
        // A database that vanished without a word is noticed within half a minute, and a server by its database. A Unix socket cannot
        // vanish so.
        if (builder.Host?.StartsWith('/') != true)
        {
            (builder.TcpKeepAlive, builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (true, 10, 5);
            builder.Options += " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";
        }
        return builder.ConnectionString;
    }

    private static int ConnectionsOf(int lanes, Limits limits) =>
        // One for commits, one that asks about them.
        (2 * lanes) + limits.QueryConnectionsMax + limits.StatementConnectionsMax + limits.ReportConnectionsMax + TotalConnections
        + ClosingConnections + CardConnections + NewsConnections + AuthorityConnections;

    // Who runs out of connections fails under load, not when it starts.
    private static async Task RefuseFewerConnectionsAsync(NpgsqlConnection session, int lanes, Limits limits)
    {
        var there = int.Parse((await session.ExecuteScalarAsync<string>("SHOW max_connections"))!, CultureInfo.InvariantCulture);
        var needed = ConnectionsOf(lanes, limits);
        if (needed > there)
            throw new DatabaseRefusedException(
                $"The database takes {there} connections (max_connections), this server may need {needed}: two for each lane, "
                + "QueryConnectionsMax, StatementConnectionsMax, ReportConnectionsMax, two for totals, one for closings, one for card "
                + "numbers, one for who may call, and one that listens.");
    }

    private static async Task<DatabaseLook> RefuseForgetfulAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var connection = await OpenFirstAsync(source, cancellation);
        var look = await DatabaseLook.TakeAsync(connection, cancellation);
        return look.Forgetful is null
            ? look
            : throw new DatabaseRefusedException(
                $"The database runs with {look.Forgetful}: it could forget what it has committed. Turn it on.");
    }

    private static async Task<NpgsqlConnection> OpenFirstAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellation);
        }
        catch (NpgsqlException reason) when (!SqlStates.IsAway(reason))
        {
            throw new DatabaseRefusedException($"The database cannot be used: {DatabaseAwayException.Told(reason)}");
        }
    }
}
