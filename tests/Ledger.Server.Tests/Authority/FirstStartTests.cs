using Grpc.Health.V1;
using Grpc.Net.Client;
using Ledger.Server.Authority.Certificates;
using Microsoft.Extensions.DependencyInjection;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Ledger.Server.Tests.Authority;

/// <summary>What a ledger without callers begins with.</summary>
[Collection(Disturbances.Name)]
public sealed class FirstStartTests(LedgerCluster cluster) : TlsTest(cluster)
{
    [Fact]
    public async Task The_first_start_makes_an_administrator_and_a_terminal_that_can_be_used_at_once()
    {
        Assert.Equal(
            [(1, 3, null, null), (2, 1, 1, 7)],
            await QueryAsync<(int, int, int?, int?)>("SELECT caller, kind::int, store, terminal FROM caller ORDER BY caller"));
        Assert.Equal(2, await ScalarAsync<long>("SELECT count(*) FROM credential"));
        Assert.Equal(
            [
                "first start: first administrator", "first start: demo terminal", "first start: 3 roles are given to the first callers",
            ],
            await QueryAsync<string>("SELECT what FROM authority_change WHERE caller IS NULL ORDER BY epoch"));
        var files = Directory.GetFiles(Data, "*", SearchOption.AllDirectories);
        Assert.Equal(5 + 2 * 4, files.Length);
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));

        Assert.IsType<PostingResult.Posted>(await ClientOf(Till).OpenAccountAsync());
        // Who changes rights posts nothing.
        var admin = ClientOf(Path.Combine(Data, "credentials", "admin"), options => (options.Store, options.Terminal) = (1, 7));
        var refused = await Assert.ThrowsAsync<LedgerRequestException>(() => admin.OpenAccountAsync());
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    [Fact]
    public async Task A_ledger_with_callers_gets_no_more_and_its_folders_are_told_the_new_address()
    {
        var before = await File.ReadAllTextAsync(Path.Combine(Till, "certificate.pem"));
        await RestartAsync();

        Assert.Equal(2, await ScalarAsync<long>("SELECT count(*) FROM caller"));
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(Till, "certificate.pem")));
        // Another port: port 0 takes a free one.
        Assert.IsType<PostingResult.Posted>(await ClientOf(Till).OpenAccountAsync());
    }

    [Fact]
    public async Task On_a_given_database_nobody_is_made_unasked()
    {
        await BeginAnewAsync(settings =>
        {
            Configure(settings);
            settings.FirstCallers = false;
        });

        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM caller"));
    }

    [Fact]
    public async Task Servers_that_begin_a_ledger_at_once_make_one_set_of_callers()
    {
        var connection = await Cluster.NewDatabaseAsync();
        var key = Path.Combine(Data, "card-of-many.key");
        _ = Server.Cards.CardKey.ReadOrMake(key);
        Console.Use();
        var ledgers = await Task.WhenAll(Enumerable.Range(0, 3).Select(node => TestLedger.StartOnAsync(connection, key, settings =>
        {
            Configure(settings);
            (settings.Node, settings.Data) = ($"node {node}", Path.Combine(Data, "shared"));
        }))).Bounded();
        try
        {
            var authorities = ledgers.Select(ledger =>
                ledger.Host.Parts.GetRequiredService<ServerCertificates>().Issuer!.Chain[0].Thumbprint);
            Assert.Single(authorities.Distinct());
            await using var session = await Sessions.OpenAsync(connection);
            Assert.Equal(2, await session.ExecuteScalarAsync<long>("SELECT count(*) FROM caller"));
        }
        finally
        {
            foreach (var ledger in ledgers) await ledger.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_insecure_server_says_so_at_its_start_and_in_health_and_enrols_nobody()
    {
        await BeginAnewAsync(settings => settings.Insecure = true);
        using var channel = GrpcChannel.ForAddress(Ledger.Host.Address);

        var answer = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = "insecure" });

        Assert.Equal(ServingStatus.Serving, answer.Status);
        await Console.PrintedAsync("INSECURE");
        using var device = new Device();
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new Enrolment.EnrolmentClient(channel).EnrollAsync(
            new EnrollRequest { Token = "any", CertificateRequest = device.Request() }));
        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM caller"));
    }
}
