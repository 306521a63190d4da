using Grpc.Net.Client;
using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Authority;

/// <summary>Rights that change while callers are there: on every server, over connections that are open.</summary>
[Collection(Disturbances.Name)]
public sealed class RevocationTests(LedgerCluster cluster) : AuthorityTest(cluster)
{
    [Theory]
    [InlineData("UPDATE caller SET revoked_at = now() WHERE caller = @caller", "CALLER_REVOKED")]
    [InlineData("UPDATE credential SET revoked_at = now() WHERE caller = @caller", "CREDENTIAL_REVOKED")]
    public async Task A_revoked_caller_is_out_on_every_server_and_what_was_committed_is_committed(string revocation, string reason)
    {
        await using var second = await StartAnotherAsync(settings =>
        {
            Configure(settings);
            settings.Node = "second";
        });
        var (caller, other) = (await BackendAsync("cashier at program 1"), await BackendAsync("manager at program 1"));
        var account = (await PostingOf(caller).PostAsync(At(1, 1).OpenAccount())).Account;
        var channels = new[] { ChannelOf(caller), ChannelOf(caller, second.Address) };
        var streams = channels.Select(channel => new Posting.PostingClient(channel).PostStream()).ToArray();
        var operations = new List<Operation>();
        var posted = new List<Operation>();
        using var isOver = new CancellationTokenSource();

        // The second server holds no partition: its stream is there and answers with problems.
        foreach (var stream in streams)
        {
            await stream.RequestStream.WriteAsync(At(1, 1).TopUp(Target.Account(account), 1));
            Assert.True(await stream.ResponseStream.MoveNext().Bounded());
        }
        var unary = SendOnAsync(channels[0], operation => new Posting.PostingClient(channels[0]).PostAsync(operation).ResponseAsync);
        var batch = SendOnAsync(channels[0], async operation => (await new Posting.PostingClient(channels[0]).PostBatchAsync(
            new PostBatchRequest { Operations = { operation } })).Results[0].Receipt);
        await Wait.UntilAsync(() => Task.FromResult(posted.Count > 20), "operations are under way");

        await ChangeAsync(revocation.Replace("@caller", $"{caller.Number}", StringComparison.Ordinal));

        foreach (var stream in streams)
            Assert.Equal((StatusCode.Unauthenticated, reason), await RefusalAsync(() => stream.ResponseStream.MoveNext().Bounded()));
        foreach (var channel in channels)
        {
            var refused = await EndedAsync(() => new Reading.ReadingClient(channel).GetQuoteAsync(At(1, 1).OpenAccount()).ResponseAsync);
            Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        }
        await Task.WhenAll(unary, batch).Bounded();
        await isOver.CancelAsync();
        // A fresh connection is no way back in.
        Assert.Equal((StatusCode.Unauthenticated, reason), await RefusalAsync(async () =>
            await PostingOf(caller, second.Address).PostAsync(At(1, 1).OpenAccount())));
        Assert.Equal(posted.Count, await CountInJournalAsync([.. posted]));
        Assert.Equal(Outcome.Posted, (await PostingOf(other).PostAsync(At(1, 1).Debit(Target.Account(account), 1))).Outcome);
        foreach (var stream in streams) stream.Dispose();

        // Until it is told that it is let in no more; the connection may break before it is.
        Task SendOnAsync(GrpcChannel channel, Func<Operation, Task<Receipt>> send) => Task.Run(async () =>
        {
            for (var sent = 0; sent < 100_000 && !isOver.IsCancellationRequested; sent++)
            {
                var operation = At(1, 1).TopUp(Target.Account(account), 1);
                lock (operations) operations.Add(operation);
                try
                {
                    var receipt = await send(operation);
                    Assert.Equal(Outcome.Posted, receipt.Outcome);
                    lock (operations) posted.Add(operation);
                }
                catch (RpcException ended) when (ended.StatusCode is StatusCode.Unauthenticated)
                {
                    return;
                }
                catch (RpcException broken) when (broken.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled
                    or StatusCode.Internal)
                {
                    // Sent again it is told why.
                }
            }
        });
    }

    [Fact]
    public async Task A_role_that_is_withdrawn_is_gone_from_open_connections_and_one_that_is_given_is_there()
    {
        var caller = await TerminalAsync(1, 7, "cashier");
        var posting = PostingOf(caller);
        await posting.PostAsync(At(1, 7).OpenAccount("card-of-grants-1"));
        using var stream = posting.PostStream();
        await MissesAsync(async () => await posting.PostAsync(At(1, 7).CashOut(Target.Card("card-of-grants-1"))));

        await ChangeAsync($"UPDATE caller_grant SET withdrawn_at = now() WHERE caller = {caller.Number}");
        await Wait.UntilAsync(async () => await ReasonOnStreamAsync() == "RIGHT_MISSING", "the role is gone");
        await MissesAsync(async () => await posting.PostAsync(At(1, 7).TopUp(Target.Card("card-of-grants-1"), 1)));

        await ChangeAsync(
            $"INSERT INTO caller_grant (caller, role, scope, vouched) VALUES ({caller.Number}, 2, 1, true)");
        await Wait.UntilAsync(async () => await ReasonOnStreamAsync() == "", "the other role is there");

        async Task<string> ReasonOnStreamAsync()
        {
            await stream.RequestStream.WriteAsync(At(1, 7).TopUp(Target.Card("card-of-grants-1"), 1));
            Assert.True(await stream.ResponseStream.MoveNext().Bounded());
            return stream.ResponseStream.Current.Problem?.Reason() ?? "";
        }
    }

    [Fact]
    public async Task A_terminal_that_moves_takes_its_rights_with_it()
    {
        var caller = await TerminalAsync(1, 7, "cashier");
        var posting = PostingOf(caller);
        await posting.PostAsync(At(1, 7).OpenAccount("card-of-moving-1"));
        await ChangeAsync($"UPDATE caller SET store = 3, terminal = 9 WHERE caller = {caller.Number}");
        await Wait.UntilAsync(async () =>
        {
            var results = await posting.SendAsync(Way.Batch, At(3, 9).TopUp(Target.Card("card-of-moving-1"), 1));
            return results[0].Receipt?.Outcome == Outcome.Posted;
        }, "it is there");
        await MissesAsync(async () => await posting.PostAsync(At(1, 7).TopUp(Target.Card("card-of-moving-1"), 1)));
    }

    [Fact]
    public async Task A_policy_comes_into_force_at_its_time_without_another_change()
    {
        var posting = PostingOf(await TerminalAsync(1, 7, "cashier"));
        await posting.PostAsync(At(1, 7).OpenAccount("card-of-policy-1"));
        var document = Server.Authority.Policy.PolicyDocument.Shipped.Text.Replace(
            "top_up:           { cashier: store, manager: store }", "top_up: { manager: store }", StringComparison.Ordinal);
        await using (var connection = await ConnectAsync())
            await connection.ExecuteAsync(
                """
                INSERT INTO policy (active_from, document) VALUES (now() + interval '3 seconds', @document);
                INSERT INTO authority_change (what) VALUES ('a policy')
                """, new { document });

        await Wait.UntilAsync(async () =>
            (await posting.SendAsync(Way.Batch,
                At(1, 7).TopUp(Target.Card("card-of-policy-1"), 1)))[0].Problem?.Reason() == "RIGHT_MISSING",
            "it is in force");
        Assert.Equal(Outcome.Posted, (await posting.PostAsync(At(1, 7).AccruePurchase(Target.Card("card-of-policy-1"), 1_000))).Outcome);
    }

    [Fact]
    public async Task Nobody_may_do_anything_while_nobody_knows_who_may_do_what()
    {
        var posting = PostingOf(await BackendAsync("cashier at program 1"));
        var account = (await posting.PostAsync(At(1, 1).OpenAccount())).Account;
        using var stream = posting.PostStream();
        // Who may do what cannot be read, while everything else goes on.
        await ExecuteAsync("REVOKE SELECT ON authority_change FROM ledger_server");
        ErrorsAreExpected = true;
        await Wait.UntilAsync(async () =>
        {
            await stream.RequestStream.WriteAsync(At(1, 1).TopUp(Target.Account(account), 1));
            Assert.True(await stream.ResponseStream.MoveNext().Bounded());
            return stream.ResponseStream.Current.Problem?.Reason() == "AUTHORITY_UNKNOWN";
        }, "the server does not know any more");
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await posting.PostAsync(At(1, 1).TopUp(Target.Account(account), 1)));
        Assert.Equal((StatusCode.Unavailable, "AUTHORITY_UNKNOWN"), (refused.StatusCode, Problem.Of(refused).Reason()));
        Assert.NotNull(Problem.Of(refused).RetryDelay());
        // Health is for everybody, and says so.
        var health = await new Grpc.Health.V1.Health.HealthClient(ChannelOf(null)).CheckAsync(new Grpc.Health.V1.HealthCheckRequest());
        Assert.Equal(Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.NotServing, health.Status);

        await ExecuteAsync("GRANT SELECT ON authority_change TO ledger_server");
        await Wait.UntilAsync(async () =>
        {
            await stream.RequestStream.WriteAsync(At(1, 1).TopUp(Target.Account(account), 1));
            Assert.True(await stream.ResponseStream.MoveNext().Bounded());
            return stream.ResponseStream.Current.Receipt?.Outcome == Outcome.Posted;
        }, "it knows again");
    }

    [Fact]
    public async Task While_the_database_is_away_nobody_is_let_in_and_then_everybody_again()
    {
        var caller = await BackendAsync("cashier at program 1");
        var account = (await PostingOf(caller).PostAsync(At(1, 1).OpenAccount())).Account;
        await using (await PausedPostgres.OfAsync(Cluster.PostmasterPid))
            await Wait.UntilAsync(async () =>
            {
                try
                {
                    await ReadingOf(caller).GetQuoteAsync(
                        At(1, 1).Debit(Target.Account(account), 1), deadline: DateTime.UtcNow.AddMilliseconds(500));
                    return false;
                }
                catch (RpcException refused)
                {
                    return refused.StatusCode == StatusCode.Unavailable && Problem.Of(refused).Reason() == "AUTHORITY_UNKNOWN";
                }
            }, "the server does not know any more");
        await Wait.UntilAsync(async () =>
        {
            try
            {
                return (await PostingOf(caller).PostAsync(At(1, 1).TopUp(Target.Account(account), 1))).Outcome == Outcome.Posted;
            }
            catch (RpcException notYet) when (notYet.StatusCode == StatusCode.Unavailable)
            {
                return false;
            }
        }, "it posts again");
    }

    // The connection may be closed while the call is on its way.
    private static async Task<RpcException> EndedAsync(Func<Task> call)
    {
        RpcException? refused = null;
        await Wait.UntilAsync(async () =>
        {
            refused = await Assert.ThrowsAsync<RpcException>(call);
            return refused.StatusCode is not (StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Internal);
        }, "it is told why");
        return refused!;
    }
}
