using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Crash.Tests.Standbys;

public sealed class DatabaseHostsTests
{
    [Theory]
    [InlineData("Host=a,b")]
    [InlineData("Host=a:5433,b:5434;Target Session Attributes=primary")]
    [InlineData("Host=a,b;Target Session Attributes=any")]
    public async Task None_of_several_hosts_may_keep_others_waiting_for_long(string connection) =>
        Assert.Equal(3, (await ConnectedAsync(connection)).Timeout);

    [Theory]
    [InlineData("Host=a,b;Timeout=15", 15)]
    [InlineData("Host=a", 15)]
    [InlineData("Host=a;Timeout=7", 7)]
    [InlineData("Host=/run/postgresql", 15)]
    public async Task What_the_connection_string_says_and_what_the_driver_does_with_one_host_stays(string connection, int seconds) =>
        Assert.Equal(seconds, (await ConnectedAsync(connection)).Timeout);

    private static async Task<NpgsqlConnectionStringBuilder> ConnectedAsync(string connection)
    {
        await using var hosts = new DatabaseHosts();
        return new NpgsqlConnectionStringBuilder(hosts.Connect(new NpgsqlDataSourceBuilder(connection)).ConnectionString);
    }
}
