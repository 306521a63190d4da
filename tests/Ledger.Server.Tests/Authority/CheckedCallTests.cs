using Grpc.AspNetCore.Server;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Basics;
using Ledger.Server.Hosting;
using Ledger.Server.Intake;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Ledger.Server.Tests.Authority;

/// <summary>What a caller may do, over the wire: by path, by operation, and by what it is about.</summary>
[Collection(OneServer.Name)]
public sealed class CheckedCallTests(LedgerCluster cluster) : AuthorityTest(cluster)
{
    private static readonly Way[] _ways = [Way.Unary, Way.Batch, Way.Stream];

    [Fact]
    public async Task Who_has_proved_nothing_is_let_in_to_health_alone()
    {
        var stranger = ChannelOf(null);
        var healthy = await new Grpc.Health.V1.Health.HealthClient(stranger).CheckAsync(new Grpc.Health.V1.HealthCheckRequest());
        Assert.Equal(Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving, healthy.Status);

        var nobody = (StatusCode.Unauthenticated, "NO_CREDENTIAL");
        Assert.Equal(nobody, await RefusalAsync(async () => await new Posting.PostingClient(stranger).PostAsync(At(1, 1).OpenAccount())));
        Assert.Equal(nobody, await RefusalAsync(async () => await new Catalogue.CatalogueClient(stranger).ListStoresAsync(new())));
        Assert.Equal(nobody, await RefusalAsync(async () =>
        {
            using var stream = new Posting.PostingClient(stranger).PostStream();
            await stream.ResponseStream.MoveNext();
        }));
        // A certificate of a caller that the ledger does not know.
        Assert.Equal(nobody, await RefusalAsync(async () =>
            await PostingOf(new Known(4711, new byte[32])).PostAsync(At(1, 1).OpenAccount())));
    }

    [Fact]
    public async Task A_terminal_posts_at_its_own_place_and_nowhere_else()
    {
        var posting = PostingOf(await TerminalAsync(1, 7, "cashier"));
        foreach (var way in _ways)
        {
            var card = $"card-of-{way}-1234";
            var opened = await posting.SendAsync(way, At(1, 7).OpenAccount(card));
            Assert.Equal(Outcome.Posted, opened[0].Receipt.Outcome);
            var results = await posting.SendAsync(
                way, At(1, 7).TopUp(Target.Card(card), 100), At(1, 8).TopUp(Target.Card(card), 100), At(2, 7).TopUp(Target.Card(card), 100),
                At(1, 7).Freeze(Target.Card(card), "strange"), At(1, 7).TopUp(Target.Card(card), 1));
            Assert.Equal(
                ["", "RIGHT_MISSING", "RIGHT_MISSING", "RIGHT_MISSING", ""], results.Select(result => result.Problem?.Reason() ?? ""));
            Assert.Equal(101, results[4].Receipt.Balances.PrincipalMinor);
            Assert.Contains("freeze at store 1, terminal 7", results[3].Problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_account_is_named_by_its_number_from_manager_up_and_by_backends()
    {
        var cashier = PostingOf(await TerminalAsync(1, 7, "cashier"));
        var account = (await cashier.PostAsync(At(1, 7).OpenAccount("card-of-number-1"))).Account;
        await cashier.PostAsync(At(1, 7).TopUp(Target.Card("card-of-number-1"), 1_000));

        foreach (var way in _ways)
        {
            var refused = await cashier.SendAsync(way, At(1, 7).Debit(Target.Account(account), 1),
                At(1, 7).TopUp(Target.Account(account), 1));
            Assert.Equal(["RIGHT_MISSING", "RIGHT_MISSING"], refused.Select(result => result.Problem.Reason()));
            Assert.Contains("by the number of the account", refused[0].Problem.Message, StringComparison.Ordinal);
        }
        var manager = PostingOf(await TerminalAsync(1, 8, "manager"));
        Assert.Equal(Outcome.Posted, (await manager.PostAsync(At(1, 8).Debit(Target.Account(account), 1))).Outcome);
        var backend = PostingOf(await BackendAsync("cashier at program 1"));
        foreach (var way in _ways)
        {
            var results = await backend.SendAsync(
                way, At(3, 1).Debit(Target.Account(account), 1), At(2, 9).TopUp(Target.Account(account), 1),
                At(4, 1).Debit(Target.Account(account), 1));
            Assert.Equal(["", "", "RIGHT_MISSING"], results.Select(result => result.Problem?.Reason() ?? ""));
        }
    }

    [Fact]
    public async Task A_refund_or_reversal_reaches_as_far_as_the_role_that_asks_for_it()
    {
        const string card = "card-of-refunds-1";
        var cashier = PostingOf(await TerminalAsync(1, 7, "cashier"));
        await cashier.PostAsync(At(1, 7).OpenAccount(card));
        var topUp = At(1, 7).TopUp(Target.Card(card), 10_000);
        await cashier.PostAsync(topUp);
        var sales = Enumerable.Range(0, 6).Select(_ => At(1, 7).Debit(Target.Card(card), 10)).ToArray();
        await cashier.ReceiptsAsync(Way.Batch, sales);

        var neighbour = PostingOf(await TerminalAsync(1, 8, "cashier"));
        await MissesAsync(async () => await neighbour.PostAsync(At(1, 8).Reverse(Target.Card(card), Keys.Of(sales[0]))));
        Assert.Equal(Outcome.Posted, (await neighbour.PostAsync(At(1, 8).Refund(Target.Card(card), Keys.Of(sales[0])))).Outcome);
        Assert.Equal(Outcome.Posted, (await cashier.PostAsync(At(1, 7).Reverse(Target.Card(card), Keys.Of(sales[1])))).Outcome);

        var otherStore = PostingOf(await TerminalAsync(2, 1, "cashier"));
        await MissesAsync(async () => await otherStore.PostAsync(At(2, 1).Refund(Target.Card(card), Keys.Of(sales[2]))));
        var sameBranch = PostingOf(await TerminalAsync(2, 2, "manager"));
        Assert.Equal(Outcome.Posted, (await sameBranch.PostAsync(At(2, 2).Refund(Target.Card(card), Keys.Of(sales[2])))).Outcome);
        await MissesAsync(async () => await sameBranch.PostAsync(At(2, 2).Reverse(Target.Card(card), Keys.Of(sales[3]))));
        var otherBranch = PostingOf(await TerminalAsync(3, 1, "manager"));
        await MissesAsync(async () => await otherBranch.PostAsync(At(3, 1).Refund(Target.Card(card), Keys.Of(sales[3]))));

        // What was paid in is paid back by a manager.
        foreach (var way in _ways)
        {
            var refused = await cashier.SendAsync(way, At(1, 7).Refund(Target.Card(card), Keys.Of(topUp), 10));
            Assert.Equal("RIGHT_MISSING", refused[0].Problem.Reason());
            Assert.Contains("refund_of_top_up", refused[0].Problem.Message, StringComparison.Ordinal);
        }
        var manager = PostingOf(await TerminalAsync(1, 9, "manager"));
        Assert.Equal(Outcome.Posted, (await manager.PostAsync(At(1, 9).Refund(Target.Card(card), Keys.Of(topUp), 10))).Outcome);
    }

    [Fact]
    public async Task A_hold_is_captured_where_the_role_that_places_it_reaches()
    {
        const string card = "card-of-holds-123";
        var cashier = PostingOf(await TerminalAsync(1, 7, "cashier"));
        await cashier.PostAsync(At(1, 7).OpenAccount(card));
        await cashier.PostAsync(At(1, 7).TopUp(Target.Card(card), 1_000));
        var hold = At(1, 7).PlaceHold(Target.Card(card), 100);
        await cashier.PostAsync(hold);

        var otherStore = PostingOf(await TerminalAsync(2, 1, "cashier"));
        await MissesAsync(async () => await otherStore.PostAsync(At(2, 1).CaptureHold(Target.Card(card), Keys.Of(hold), 10)));
        await MissesAsync(async () => await otherStore.PostAsync(At(2, 1).ReleaseHold(Target.Card(card), Keys.Of(hold))));
        var neighbour = PostingOf(await TerminalAsync(1, 8, "cashier"));
        Assert.Equal(Outcome.Posted, (await neighbour.PostAsync(At(1, 8).CaptureHold(Target.Card(card), Keys.Of(hold), 10))).Outcome);
    }

    [Fact]
    public async Task A_member_is_shown_in_short_to_a_cashier_and_a_strange_one_is_unknown()
    {
        const string card = "card-of-reading-1";
        var terminal = await TerminalAsync(1, 7, "cashier");
        var account = (await PostingOf(terminal).PostAsync(At(1, 7).OpenAccount(card))).Account;
        await PostingOf(terminal).PostAsync(At(1, 7).TopUp(Target.Card(card), 20_000));
        var cashier = ReadingOf(terminal);
        var manager = ReadingOf(await TerminalAsync(1, 8, "manager"));

        var shown = await cashier.GetBalancesAsync(new GetBalancesRequest { Card = card });
        Assert.Equal((20_000, 1_500, 0, 0),
            (shown.Holdings.PrincipalMinor, shown.Spendable.BonusMinor, shown.Lots.Count, shown.Cards.Count));
        var full = await manager.GetBalancesAsync(new GetBalancesRequest { Account = account });
        Assert.Equal((1, 1), (full.Lots.Count, full.Cards.Count));

        await MissesAsync(async () => await cashier.GetBalancesAsync(new GetBalancesRequest { Account = account }));
        await MissesAsync(async () => await cashier.GetStatementAsync(new GetStatementRequest { Card = card }));
        Assert.NotEmpty((await manager.GetStatementAsync(new GetStatementRequest { Account = account })).Lines);

        // One reply: no card, a strange program's, and, for whoever serves, one that is void.
        var stranger = ReadingOf(await TerminalAsync(4, 1, "cashier", "manager"));
        var none = await Assert.ThrowsAsync<RpcException>(async () => await stranger.GetBalancesAsync(new() { Card = "no-such-card-1" }));
        var strange = await Assert.ThrowsAsync<RpcException>(async () => await stranger.GetBalancesAsync(new() { Card = card }));
        Assert.Equal(Problem.Of(none), Problem.Of(strange));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () =>
            await stranger.GetStatementAsync(new() { Account = account }))).StatusCode);
        await PostingOf(terminal).PostAsync(At(1, 7).ReplaceCard(Target.Card(card), "card-of-reading-2"));
        var replaced = await Assert.ThrowsAsync<RpcException>(async () => await cashier.GetBalancesAsync(new() { Card = card }));
        Assert.Equal(Problem.Of(none), Problem.Of(replaced));
        Assert.Equal(2, (await manager.GetBalancesAsync(new() { Card = card })).Cards.Count);
        Assert.Equal(Problem.Of(none), Problem.Of(await Assert.ThrowsAsync<RpcException>(async () =>
            await cashier.GetQuoteAsync(At(1, 7).Debit(Target.Card(card), 5)))));
        await MissesAsync(async () => await cashier.GetQuoteAsync(At(1, 7).Freeze(Target.Card(card), "strange")));
    }

    [Fact]
    public async Task An_outcome_is_told_where_the_operation_was_done()
    {
        var terminal = await TerminalAsync(1, 7, "cashier");
        var opening = At(1, 7).OpenAccount("card-of-outcome-1");
        var account = (await PostingOf(terminal).PostAsync(opening)).Account;
        var asked = new GetOutcomeRequest { Key = opening.Key };

        Assert.True((await ReadingOf(terminal).GetOutcomeAsync(asked)).Replayed);
        await MissesAsync(async () => await ReadingOf(await TerminalAsync(1, 8, "cashier")).GetOutcomeAsync(asked));
        Assert.True((await ReadingOf(await TerminalAsync(1, 9, "manager")).GetOutcomeAsync(asked)).Replayed);
        await MissesAsync(async () => await ReadingOf(await TerminalAsync(2, 1, "manager")).GetOutcomeAsync(asked));
        Assert.True((await ReadingOf(await BackendAsync("auditor at program 1")).GetOutcomeAsync(asked)).Replayed);

        // What the ledger did by itself belongs to whoever set it off.
        var backend = await BackendAsync("manager at store 1");
        var other = (await PostingOf(backend).PostAsync(At(1, 3).OpenAccount("card-of-outcome-2"))).Account;
        await PostingOf(backend).PostAsync(At(1, 3).TopUp(Target.Account(account), 100));
        var transfer = await PostingOf(backend).PostAsync(At(1, 3).Transfer(Target.Account(account), other, Asset.Principal, 50));
        var arrival = new GetOutcomeRequest { Key = transfer.ArrivalKey };
        var reading = ReadingOf(backend);
        await Wait.UntilAsync(async () =>
        {
            try
            {
                return (await reading.GetOutcomeAsync(arrival)).Outcome == Outcome.Posted;
            }
            catch (RpcException notYet) when (notYet.StatusCode == StatusCode.NotFound)
            {
                return false;
            }
        }, "the transfer has arrived");
        await MissesAsync(async () => await ReadingOf(await TerminalAsync(3, 9, "manager")).GetOutcomeAsync(arrival));
    }

    [Fact]
    public async Task Reports_and_their_files_are_told_by_where_a_role_is_held()
    {
        var today = DateTime.UtcNow.Date;
        var close = new GetCloseRequest { Store = 1, BusinessDate = today.Year * 10_000 + today.Month * 100 + today.Day };
        var manager = new Reporting.ReportingClient(ChannelOf(await TerminalAsync(1, 7, "manager")));
        var neighbour = new Reporting.ReportingClient(ChannelOf(await TerminalAsync(2, 7, "manager")));
        var cashier = new Reporting.ReportingClient(ChannelOf(await TerminalAsync(1, 8, "cashier")));
        var finance = new Reporting.ReportingClient(ChannelOf(await BackendAsync("finance at program 1")));

        await manager.GetCloseAsync(close);
        await MissesAsync(async () => await neighbour.GetCloseAsync(close));
        await MissesAsync(async () => await cashier.GetCloseAsync(close));
        await cashier.GetCloseAsync(new GetCloseRequest(close) { Terminal = 8 });
        await ReadAsync(manager.Export(new ExportRequest { Close = close }));
        await MissesAsync(() => ReadAsync(neighbour.Export(new ExportRequest { Close = close })));

        await finance.GetLiabilityAsync(new GetLiabilityRequest { Program = 1 });
        await MissesAsync(async () => await finance.GetLiabilityAsync(new GetLiabilityRequest { Program = 2 }));
        await MissesAsync(async () => await finance.GetLiabilityAsync(new GetLiabilityRequest()));
        await MissesAsync(async () => await manager.GetLiabilityAsync(new GetLiabilityRequest { Program = 1 }));
        await MissesAsync(() => ReadAsync(finance.Export(new ExportRequest { TrialBalance = new GetTrialBalanceRequest() })));
        await ReadAsync(finance.Export(new ExportRequest { TrialBalance = new GetTrialBalanceRequest { Program = 1 } }));
        var ledger = new Reading.ReadingClient(ChannelOf(await BackendAsync("auditor at ledger")));
        await ledger.GetTrialBalanceAsync(new GetTrialBalanceRequest());
    }

    [Fact]
    public async Task Cards_are_made_and_looked_up_for_a_program()
    {
        var finance = new V1.Cards.CardsClient(ChannelOf(await BackendAsync("finance at program 1")));
        var batch = new GenerateCardsRequest { Key = At(1, 1).OpenAccount().Key, Program = 1, Count = 1 };
        var card = (await finance.GenerateCardsAsync(batch)).Cards[0];
        await MissesAsync(async () => await finance.GenerateCardsAsync(new GenerateCardsRequest(batch) { Program = 2 }));
        Assert.Equal(CardStatus.Stock, (await finance.GetCardAsync(new GetCardRequest { Card = card })).Card.Status);
        var stranger = new V1.Cards.CardsClient(ChannelOf(await BackendAsync("finance at program 2")));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await stranger.GetCardAsync(new GetCardRequest { Card = card }));
        Assert.Equal(["card UNKNOWN_CARD"], Problem.Of(refused).Violations());
    }

    [Fact]
    public async Task A_path_that_is_spelt_otherwise_is_looked_at_all_the_same()
    {
        // Routing takes small letters for capitals.
        using var client = new HttpClient(new SocketsHttpHandler()) { DefaultRequestVersion = new Version(2, 0) };
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.ContentType = new("application/grpc");
        foreach (var path in new[] { "ledger.v1.Catalogue/ListStores", "LEDGER.V1.CATALOGUE/liststores" })
        {
            using var answer = await client.PostAsync(new Uri(Ledger.Host.Address, path), content);
            var status = answer.Headers.Concat(answer.TrailingHeaders).Single(header => header.Key == "grpc-status").Value;
            Assert.Equal("16", Assert.Single(status));
        }
    }

    [Fact]
    public async Task A_server_that_asks_for_no_credential_lets_everybody_do_everything()
    {
        await RestartAsync(settings =>
        {
            Configure(settings);
            settings.RequiresCredentials = false;
        });
        var account = (await Posting.PostAsync(At(1, 1).OpenAccount())).Account;
        Assert.Equal(Outcome.Posted, (await Posting.PostAsync(At(2, 9).Freeze(Target.Account(account), "strange"))).Outcome);
        // Who proves who he is has the rights that are his, and no others.
        await MissesAsync(async () => await PostingOf(await TerminalAsync(1, 7, "cashier")).PostAsync(At(2, 9).OpenAccount()));
    }

    [Fact]
    public async Task Every_call_that_is_served_has_a_row()
    {
        await RestartAsync(settings =>
        {
            Configure(settings);
            settings.Reflection = true;
        });
        var served = Ledger.Host.Parts.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName[1..]).OfType<string>().ToArray();
        Assert.Contains("ledger.v1.Callers/May", served);
        Assert.Contains("grpc.health.v1.Health/Watch", served);
        Assert.Equal([], served.Where(call => Server.Authority.Policy.PolicyDocument.Shipped.Call(call) is null));
    }

    [Fact]
    public async Task A_plain_debit_of_a_caller_passes_without_allocating()
    {
        var known = await BackendAsync("auditor at program 1", "cashier at store 1");
        await Ledger.Host.Parts.GetRequiredService<FollowingAuthority>().LookAsync(default);
        var proved = new Credential(known.Number, known.Key, DateTime.MaxValue);
        using var ended = new CancellationTokenSource();
        var from = new Caller("one", proved) { Standing = new OpenConnection(proved, ended, () => { }) };
        var reader = Ledger.Host.Parts.GetRequiredService<PermittedReader>();
        var debit = DebitAt(1);
        var (problem, allocated) = (default(Google.Rpc.Status), long.MaxValue);
        // The first ones pay for what is made once, and for a snapshot that came meanwhile.
        for (var i = 0; i < 50; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            problem = reader.WhyNot(debit, from, session: null);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal((null, 0), (problem, allocated));
        Assert.NotNull(reader.WhyNot(DebitAt(2), from, session: null));

        static Rules.Asked.Operation DebitAt(int store) => new()
        {
            Key = Guid.CreateVersion7(), Kind = Rules.Codes.OperationKind.Debit, Account = 5, AccountStated = true, Store = store,
            Program = 1, Terminal = 7, BusinessTime = DateTime.UtcNow, BusinessDate = default, Asked = 1,
        };
    }

    private static async Task ReadAsync(AsyncServerStreamingCall<ExportPiece> export)
    {
        using (export)
            while (await export.ResponseStream.MoveNext())
            {
            }
    }
}
