using Npgsql;

namespace Ledger.Server.Journal.Sql;

/// <summary>
/// The hosts of a ledger's database: one, or several that its connection string lists, of which the primary is meant. Who that is, is asked
/// when a connection is opened, remembered for ten seconds unless the string says otherwise, and asked anew after <see cref="LookAgain"/>.
/// </summary>
internal sealed class DatabaseHosts : IAsyncDisposable
{
    /// <summary>
    /// How long a host among several may take to answer, unless the connection string says so: one that is gone without a word holds up
    /// everybody who asks for a connection while it is looked for.
    /// </summary>
    private const int AnswerSeconds = 3;

    private readonly List<NpgsqlDataSource> _sources = [];
    private int _drops;

    /// <summary>The connection string lists more than one.</summary>
    public bool AreSeveral => _sources.Exists(source => source is NpgsqlMultiHostDataSource);

    /// <summary>Connections to the only host, or to the primary; they end with this.</summary>
    public NpgsqlDataSource Connect(NpgsqlDataSourceBuilder builder)
    {
        var settings = builder.ConnectionStringBuilder;
        if (settings.Host?.Contains(',', StringComparison.Ordinal) != true)
        {
            var only = builder.Build();
            _sources.Add(only);
            return only;
        }
        // Whatever the string says: nothing can be written to another kind of host.
        settings.TargetSessionAttributes = null;
        if (!settings.ShouldSerialize(nameof(settings.Timeout))) settings.Timeout = AnswerSeconds;
        var several = builder.BuildMultiHost();
        _sources.Add(several);
        return several.WithTargetSession(TargetSessionAttributes.Primary);
    }

    /// <summary>
    /// The database does not answer where it was, or not as a primary: whoever is asked for a connection next asks all hosts.
    /// </summary>
    public void LookAgain()
    {
        foreach (var source in _sources)
            if (source is NpgsqlMultiHostDataSource several) several.ClearDatabaseStates();
    }

    /// <summary>How often connections were dropped: whoever keeps one knows by it that it is one of them.</summary>
    public int Drops => Volatile.Read(ref _drops);

    /// <summary>
    /// Connections lead to nowhere, or to a host that is no primary any more: none that is there now is used again for anything new.
    /// </summary>
    public void DropConnections()
    {
        Interlocked.Increment(ref _drops);
        foreach (var source in _sources) source.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources) await source.DisposeAsync();
    }
}
