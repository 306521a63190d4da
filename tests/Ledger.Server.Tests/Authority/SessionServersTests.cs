using Ledger.Server.Hosting;

namespace Ledger.Server.Tests.Authority;

/// <summary>Sessions on several servers of a ledger.</summary>
[Collection(Disturbances.Name)]
public sealed class SessionServersTests(LedgerCluster cluster) : SessionTest(cluster)
{
    private static readonly (StatusCode, string) _ended = (StatusCode.Unauthenticated, "SESSION_ENDED");

    [Fact]
    public async Task Who_has_signed_in_at_one_server_works_with_every_other_one_and_with_what_those_send_on()
    {
        await using var second = await StartSecondAsync();
        var till = await TillAsync(1, 7);
        var (cashier, manager) = (await PersonAsync(11, Role.Cashier, 1), await PersonAsync(12, Role.Manager, 1));
        var token = await SignInAsync(till, manager);
        var (here, there) = (With(till, token), With(till, token, second.Address));
        foreach (var server in new[] { here, there })
            for (short partition = 0; partition < 4; partition++)
            {
                var (posting, reading) = (new Posting.PostingClient(server), new Reading.ReadingClient(server));
                var account = (await posting.PostAsync(By(manager, 1, 7).OpenAccount(
                    $"card-of-session-{(server == here ? 1 : 2)}{partition}", Accounts.In(partition)))).Account;
                Assert.Equal(Outcome.Posted, (await posting.PostAsync(By(manager, 1, 7).Freeze(Target.Account(account), "odd"))).Outcome);
                // Wherever the account is, it is shown as to a manager.
                Assert.Single((await reading.GetBalancesAsync(new GetBalancesRequest { Account = account })).Cards);
                await reading.GetStatementAsync(new GetStatementRequest { Account = account });
            }
        var asCashier = await SignInAsync(till, cashier, second.Address);
        foreach (var server in new[] { With(till, asCashier), With(till, asCashier, second.Address) })
            for (short partition = 0; partition < 4; partition++)
            {
                var shown = await new Reading.ReadingClient(server).GetBalancesAsync(
                    new GetBalancesRequest { Card = $"card-of-session-1{partition}" });
                Assert.Empty(shown.Cards);
            }
    }

    [Fact]
    public async Task An_approval_is_worth_the_same_wherever_the_account_is()
    {
        await using var second = await StartSecondAsync();
        var till = await TerminalAsync(1, 7, "cashier");
        var (cashier, manager) = (new Person(3, ""), await PersonAsync(12, Role.Manager, 1));
        foreach (var server in new[] { Ledger.Host.Address, second.Address })
            for (short partition = 0; partition < 4; partition++)
            {
                var (posting, code) = (PostingOf(till, server), $"card-of-{server.Port}-{partition}");
                var card = Target.Card(code);
                // The last one has to be read where the account is: it is compared with a PIN.
                foreach (var operation in new[]
                {
                    By(cashier, 1, 7).OpenAccount(code, Accounts.In(partition)), By(cashier, 1, 7).Freeze(card, "strange"),
                    By(cashier, 1, 7).Unfreeze(card, "known"), By(cashier, 1, 7).ResetPin(card, "314159"),
                })
                {
                    var receipt = await posting.PostAsync(await ApprovedAsync(till, manager, operation));
                    Assert.Equal((Outcome.Posted, 12), (receipt.Outcome, receipt.ApprovedBy));
                }
            }
    }

    [Fact]
    public async Task What_ends_at_one_server_ends_at_every_other_one_in_the_middle_of_a_stream()
    {
        await using var second = await StartSecondAsync();
        var till = await TillAsync(1, 7);
        var (leaver, other) = (await PersonAsync(12, Role.Manager, 1), await PersonAsync(13, Role.Manager, 1));
        var tokens = new[] { await SignInAsync(till, leaver), await SignInAsync(till, other) };
        var streams = tokens.Select(token => new Posting.PostingClient(With(till, token, second.Address)).PostStream()).ToArray();
        var persons = new[] { leaver, other };
        Assert.Equal(["", ""], [await ReasonAsync(0), await ReasonAsync(1)]);

        await new V1.Sessions.SessionsClient(With(till, tokens[1])).SignOutAsync(new SignOutRequest());
        await (await PersonsAsync()).DisableOperatorAsync(new DisableOperatorRequest { Operator = leaver.Number });

        foreach (var at in new[] { 0, 1 })
        {
            await Wait.UntilAsync(async () => await ReasonAsync(at) == "SESSION_ENDED", $"session {at} has ended");
            Assert.Equal(_ended, await RefusalAsync(async () =>
                await new Posting.PostingClient(With(till, tokens[at], second.Address)).PostAsync(By(persons[at], 1, 7).OpenAccount())));
        }
        foreach (var stream in streams) stream.Dispose();

        async Task<string> ReasonAsync(int at)
        {
            await streams[at].RequestStream.WriteAsync(By(persons[at], 1, 7).OpenAccount());
            Assert.True(await streams[at].ResponseStream.MoveNext().Bounded());
            return streams[at].ResponseStream.Current.Problem?.Reason() ?? "";
        }
    }

    [Fact]
    public async Task What_ended_while_a_server_heard_nothing_is_heard_of_later()
    {
        await using var second = await StartSecondAsync();
        var till = await TillAsync(1, 7);
        var person = await PersonAsync(12, Role.Manager, 1);
        var posting = new Posting.PostingClient(With(till, await SignInAsync(till, person), second.Address));
        await posting.PostAsync(By(person, 1, 7).OpenAccount());
        // Who has signed in cannot be read: nobody may do anything before long.
        await ExecuteAsync("REVOKE SELECT ON session FROM ledger_server");
        ErrorsAreExpected = true;
        await ExecuteAsync("UPDATE session SET ended_at = now()");
        await Wait.UntilAsync(async () => await ReasonAsync() == "AUTHORITY_UNKNOWN", "nobody may do anything");
        await ExecuteAsync("GRANT SELECT ON session TO ledger_server");
        await Wait.UntilAsync(async () => await ReasonAsync() == "SESSION_ENDED", "it has ended");

        Task<string> ReasonAsync() => ReasonOfAsync(() => posting.PostAsync(By(person, 1, 7).OpenAccount()).ResponseAsync);
    }

    private async Task<LedgerHost> StartSecondAsync()
    {
        var second = await StartAnotherAsync(settings =>
        {
            Configure(settings);
            settings.Node = "second";
        });
        await Wait.UntilAsync(async () => await ScalarAsync<int>(
            "SELECT count(DISTINCT node)::int FROM partition p JOIN lane l ON l.lane = p.lane AND l.epoch = p.held_epoch") == 2,
            "both have partitions");
        return second;
    }
}
