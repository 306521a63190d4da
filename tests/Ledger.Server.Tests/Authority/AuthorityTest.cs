using System.Collections.Concurrent;
using System.Security.Cryptography;
using Grpc.Net.Client;
using Ledger.Server.Basics;
using Ledger.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Ledger.Server.Tests.Authority;

/// <summary>
/// A ledger whose callers have to prove who they are. Two programs: stores 1 and 2 of branch North and 3 of branch South, and store 4. What
/// a connection has proved comes from a header here, in the place of its certificate.
/// </summary>
public abstract class AuthorityTest(LedgerCluster cluster) : LedgerTest(cluster)
{
    private const string Header = "test-credential";
    private readonly List<GrpcChannel> _channels = [];
    private ProgramFolder? _programs;

    /// <summary>A caller of the test: its number, and the key it proves itself with.</summary>
    protected sealed record Known(int Number, byte[] Key);

    protected override void Configure(Settings settings)
    {
        _programs ??= NewProgramFolder().Add(1, more: "transfers: { points: true, value: true }").Add(2)
            .AddStore(1, 1, belongs: "branch: North").AddStore(2, 1, belongs: "branch: North").AddStore(3, 1, belongs: "branch: South")
            .AddStore(4, 2);
        settings.Programs = _programs.Path;
        settings.RequiresCredentials = true;
        settings.BeforeCalls = app => app.UseTestCredentials();
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels) channel.Dispose();
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
    }

    protected Task<Known> TerminalAsync(int store, int terminal, params string[] roles) =>
        CallerAsync("1", store, terminal, [.. roles.Select(role => $"{role} at own place")]);

    protected Task<Known> BackendAsync(params string[] grants) => CallerAsync("2", null, null, grants);

    protected Task<Known> AdministratorAsync(params string[] grants) => CallerAsync("3", null, null, grants);

    /// <summary>Makes a caller as the tables have it, and its channel.</summary>
    /// <param name="grants">As in "manager at store 3".</param>
    protected async Task<Known> CallerAsync(string kind, int? store, int? terminal, string[] grants)
    {
        await using var connection = await ConnectAsync();
        var key = RandomNumberGenerator.GetBytes(32);
        var number = await connection.ExecuteScalarAsync<int>(
            $"INSERT INTO caller (kind, name, store, terminal) VALUES ({kind}, 'one', @store, @terminal) RETURNING caller",
            new { store, terminal });
        await connection.ExecuteAsync(
            "INSERT INTO credential (spki, caller, serial, not_before, not_after) VALUES (@key, @number, '1', now(), now() + interval '90 days')",
            new { key, number });
        foreach (var grant in grants) await GrantAsync(connection, number, grant);
        await connection.ExecuteAsync("INSERT INTO authority_change (what) VALUES ('a test made a caller')");
        return new Known(number, key);
    }

    /// <summary>A channel of its own, and so a connection, of a caller; null: of nobody.</summary>
    protected GrpcChannel ChannelOf(Known? caller, Uri? server = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = false });
        if (caller is not null) client.DefaultRequestHeaders.Add(Header, $"{caller.Number}:{Convert.ToHexString(caller.Key)}");
        var channel = GrpcChannel.ForAddress(server ?? Ledger.Host.Address,
            new GrpcChannelOptions { HttpClient = client, DisposeHttpClient = true });
        _channels.Add(channel);
        return channel;
    }

    protected Posting.PostingClient PostingOf(Known? caller, Uri? server = null) => new(ChannelOf(caller, server));

    protected Reading.ReadingClient ReadingOf(Known? caller, Uri? server = null) => new(ChannelOf(caller, server));

    /// <summary>Operations of one terminal.</summary>
    protected static OperationBuilder At(int store, int terminal) => new(store, terminal, 3, TimeProvider.System);

    /// <summary>The code and the reason that a call is refused with.</summary>
    protected static async Task<(StatusCode Code, string Reason)> RefusalAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        return (refused.StatusCode, Problem.Of(refused).Reason());
    }

    protected static async Task MissesAsync(Func<Task> call) =>
        Assert.Equal((StatusCode.PermissionDenied, "RIGHT_MISSING"), await RefusalAsync(call));

    /// <summary>Changes the tables as another server would, and says so.</summary>
    protected Task ChangeAsync(string sql) => ExecuteAsync($"{sql}; INSERT INTO authority_change (what) VALUES ('a test')");

    private static async Task GrantAsync(NpgsqlConnection connection, int caller, string grant)
    {
        var words = grant.Split(' ');
        var role = Array.IndexOf(["cashier", "manager", "finance", "auditor", "admin"], words[0]) + 1;
        var (scope, store, program) = words[2] switch
        {
            "own" => (1, default(int?), default(int?)),
            "store" => (2, int.Parse(words[3]), null),
            "program" => (4, null, int.Parse(words[3])),
            _ => (5, null, null),
        };
        await connection.ExecuteAsync(
            "INSERT INTO caller_grant (caller, role, scope, store, program, vouched) VALUES (@caller, @role, @scope, @store, @program, true)",
            new { caller, role, scope, store, program });
    }
}

/// <summary>What a connection has proved, as its first call's header says.</summary>
internal static class TestCredentials
{
    public static void UseTestCredentials(this WebApplication app)
    {
        var callers = new ConcurrentDictionary<string, Caller>();
        app.Use(next => call =>
        {
            if (call.Request.Headers["test-credential"] is [{ } proved])
                call.Features.Set(callers.GetOrAdd(call.Connection.Id, id =>
                {
                    var (number, key) = (proved.Split(':')[0], proved.Split(':')[1]);
                    return new Caller(id, new Credential(int.Parse(number), Convert.FromHexString(key), DateTime.MaxValue));
                }));
            // What another server of the test has sent on.
            else if (call.Request.Headers.ContainsKey("ledger-forwarded"))
                call.Features.Set(callers.GetOrAdd(call.Connection.Id, id => new Caller(id, new Credential(0, [], DateTime.MaxValue))));
            return next(call);
        });
    }
}
