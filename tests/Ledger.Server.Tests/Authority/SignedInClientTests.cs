using System.Text;

namespace Ledger.Server.Tests.Authority;

/// <summary>
/// The typed client of a till over TLS, at which operators sign in and approve; and what is seen of their secrets elsewhere.
/// </summary>
[Collection(Disturbances.Name)]
public sealed class SignedInClientTests(LedgerCluster cluster) : TlsTest(cluster)
{
    private const string Canary = "CANARY-5309-7182";

    private Persons.PersonsClient? _persons;

    [Fact]
    public async Task An_outbox_goes_on_when_a_session_ends_with_what_the_till_vouches_for()
    {
        var (cashier, manager) = (await BeginAsync(11, Role.Cashier), await BeginAsync(12, Role.Manager));
        var client = ClientOf(Till);
        using var outbox = TerminalOutbox.Open(Path.Combine(Data, "outbox"), 1, 7);
        var needs = await Assert.ThrowsAsync<LedgerRequestException>(() => client.SignInAsync(12, "not the one"));
        Assert.Equal("SECRET_NOT_ACCEPTED", needs.Problem.Reason);

        var session = await client.SignInAsync(12, manager);
        Assert.Equal((12, "operator 12", 12), (session.Operator, session.Name, client.SignedIn!.Operator));
        Assert.IsType<PostingResult.Posted>(await outbox.PostAsync(client, client.Operations.OpenAccount(Card)));
        Assert.IsType<PostingResult.Posted>(await outbox.PostAsync(client, client.Operations.Freeze(Target.Card(Card), "strange")));
        Assert.Equal([12], await QueryAsync<int>("SELECT DISTINCT operator FROM journal"));
        // What is stored in one shift is sent in the next one.
        var (unfreeze, topUp) = (
            await outbox.StoreAsync(client.Operations.Unfreeze(Target.Card(Card), "known")),
            await outbox.StoreAsync(client.Operations.TopUp(Target.Card("no-card-of-anybody"), 100)));
        await client.SignInAsync(11, cashier);
        var sent = await outbox.ResendPendingAsync(client);
        Assert.True(Assert.IsType<PostingResult.Invalid>(sent[0].Result).Problem.NeedsSession);
        Assert.Contains("unfreeze at store 1", ((PostingResult.Invalid)sent[0].Result).Problem.MissingRight, StringComparison.Ordinal);
        Assert.IsType<PostingResult.NotFound>(sent[1].Result);
        Assert.Equal([unfreeze.Key], (await outbox.PendingAsync()).Select(one => one.Key));
        Assert.NotEqual(unfreeze.Key, topUp.Key);

        await client.SignInAsync(12, manager);
        Assert.IsType<PostingResult.Posted>((await outbox.ResendPendingAsync(client))[0].Result);
        // The session ends: cashiers' operations are posted by the till's word, others wait for the next one.
        await _persons!.DisableOperatorAsync(new DisableOperatorRequest { Operator = 12 });
        Assert.IsType<PostingResult.Posted>(await outbox.PostAsync(client, client.Operations.TopUp(Target.Card(Card), 100)));
        Assert.Null(client.SignedIn);
        var refused = await Assert.ThrowsAsync<LedgerRequestException>(() =>
            outbox.PostAsync(client, client.Operations.Freeze(Target.Card(Card), "strange")));
        Assert.True(refused.Problem.NeedsSession);
        Assert.Single(await outbox.PendingAsync());
    }

    [Fact]
    public async Task A_client_approves_an_operation_and_signs_out()
    {
        var (cashier, manager) = (await BeginAsync(11, Role.Cashier), await BeginAsync(12, Role.Manager));
        var client = ClientOf(Till);
        await client.SignInAsync(11, cashier);
        await client.PostAsync(client.Operations.OpenAccount(Card));
        var freeze = client.Operations.Freeze(Target.Card(Card), "strange");
        Assert.Equal("RIGHT_MISSING", (await Assert.ThrowsAsync<LedgerRequestException>(() => client.PostAsync(freeze))).Problem.Reason);
        var approved = await client.StepUpAsync(12, manager, freeze);
        Assert.Equal(12, Assert.IsType<PostingResult.Posted>(await client.PostAsync(approved)).Receipt.ApprovedBy);

        await client.SetSecretAsync(11, cashier, "another secret");
        Assert.NotNull(await client.GetBalancesAsync(Target.Card(Card)));
        await client.SignOutAsync();
        Assert.Equal((null, 3), (client.SignedIn, client.Operations.OpenAccount().Operator));
        await client.SignInAsync(11, "another secret");
        Assert.Equal(11, client.Operations.OpenAccount().Operator);
    }

    [Fact]
    public async Task Secrets_and_tokens_are_nowhere_in_the_database_on_its_disk_or_in_the_servers_output()
    {
        var began = DateTime.UtcNow.AddSeconds(-1);
        var first = await BeginAsync(12, Role.Manager);
        var sessions = new V1.Sessions.SessionsClient(ChannelOf(TillCertificate()));
        await sessions.SetSecretAsync(new SetSecretRequest { Operator = 12, Secret = first, NewSecret = $"{Canary}-right" });
        var token = (await sessions.SignInAsync(new SignInRequest { Operator = 12, Secret = $"{Canary}-right" })).Token;
        var opening = Operations.OpenAccount(Card);
        var approval = await sessions.StepUpAsync(new StepUpRequest { Operator = 12, Secret = $"{Canary}-right", Operation = opening });
        opening.StepUp = approval.StepUp;
        var posting = new Posting.PostingClient(ChannelOf(TillCertificate()));
        Assert.Equal(12, (await posting.PostAsync(opening)).ApprovedBy);
        // Refused, malformed, used where it is none.
        await Assert.ThrowsAsync<RpcException>(async () =>
            await sessions.SignInAsync(new SignInRequest { Operator = 12, Secret = $"{Canary}-wrong" }));
        await Assert.ThrowsAsync<RpcException>(async () =>
            await sessions.SignInAsync(new SignInRequest { Operator = 12, Secret = $"{Canary}-{new string('x', 80)}" }));
        await Assert.ThrowsAsync<RpcException>(async () =>
            await sessions.SignInAsync(new SignInRequest { Operator = 12, Secret = $"{Canary}-ü" }));
        await Assert.ThrowsAsync<RpcException>(async () =>
            await posting.PostAsync(Operations.OpenAccount(), new Metadata { { "ledger-session", $"{Canary}-none" } }));
        await posting.PostAsync(new Operation(Operations.OpenAccount()) { Operator = 12 }, new Metadata { { "ledger-session", token } });
        await Ledger.StopAsync();

        string[] clear = [Canary, token, approval.StepUp];
        foreach (var table in await QueryAsync<string>(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE relkind IN ('r', 'p', 'v') AND relnamespace = 'public'::regnamespace"))
            foreach (var text in clear)
                Assert.Equal(0, await ScalarAsync<long>(
                    $"SELECT count(*) FROM {table} AS row WHERE row::text ILIKE @text OR row::text ILIKE @hex",
                    new { text = $"%{text}%", hex = $"%{Convert.ToHexString(Encoding.ASCII.GetBytes(text))}%" }));
        await ExecuteAsync("CHECKPOINT -- everything is in files now");
        var files = Directory.EnumerateFiles(
            Cluster.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Where(file => File.GetLastWriteTimeUtc(file) >= began).ToArray();
        Assert.Contains(files, file => file.Contains("/pg_wal/", StringComparison.Ordinal));
        // What is kept of the tokens is there, their bytes are not.
        byte[][] bytes = [.. clear.Select(Encoding.ASCII.GetBytes), Convert.FromHexString(token), Convert.FromHexString(approval.StepUp)];
        Assert.DoesNotContain(files, file => Contains(file, bytes));
        Assert.All(clear, text => Assert.DoesNotContain(text, Console.Text, StringComparison.OrdinalIgnoreCase));
    }

    private const string Card = "card-of-client-1";

    // An operator of store 1 and his secret; the till of the first start vouches for cashiers alone from then on.
    private async Task<string> BeginAsync(int number, Role role)
    {
        if (_persons is null)
        {
            var folder = Path.Combine(Data, "credentials", "admin");
            var admin = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(
                Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
            _persons = new(ChannelOf(admin));
            await ExecuteAsync(
                "UPDATE caller_grant SET vouched = false WHERE role = 2; INSERT INTO authority_change (what) VALUES ('a test')");
        }
        return (await _persons.AddOperatorAsync(new AddOperatorRequest
        {
            Operator = number, Name = $"operator {number}", Grants = { new Grant { Role = role, Scope = new Scope { Store = 1 } } },
        })).Secret;
    }

    private static bool Contains(string file, byte[][] texts)
    {
        try
        {
            var content = File.ReadAllBytes(file);
            return texts.Any(text => content.AsSpan().IndexOf(text) >= 0);
        }
        catch (FileNotFoundException)
        {
            // The database has removed it meanwhile.
            return false;
        }
        catch (IOException)
        {
            // A socket.
            return false;
        }
    }
}
