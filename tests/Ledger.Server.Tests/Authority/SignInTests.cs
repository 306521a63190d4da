using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Sessions;
using Ledger.Server.Basics;
using Ledger.Server.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Ledger.Server.Tests.Authority;

/// <summary>Operators who sign in with a terminal, and what they may do then.</summary>
[Collection(OneServer.Name)]
public sealed class SignInTests(LedgerCluster cluster) : SessionTest(cluster)
{
    private static readonly (StatusCode, string) _ended = (StatusCode.Unauthenticated, "SESSION_ENDED");
    private static readonly (StatusCode, string) _notAccepted = (StatusCode.Unauthenticated, "SECRET_NOT_ACCEPTED");
    private static readonly (StatusCode, string) _usedUp = (StatusCode.ResourceExhausted, "WRONG_SECRETS");

    [Theory]
    [InlineData(Way.Unary)]
    [InlineData(Way.Batch)]
    [InlineData(Way.Stream)]
    public async Task Who_has_signed_in_does_what_both_he_and_the_terminal_may(Way way)
    {
        var till = await TillAsync(1, 7);
        var (cashier, manager) = (await PersonAsync(11, Role.Cashier, 1), await PersonAsync(12, Role.Manager, 1));
        var card = Target.Card("card-of-session-1");
        await PostingOf(till).PostAsync(By(cashier, 1, 7).OpenAccount("card-of-session-1"));

        // As before, the terminal vouches for cashiers by their numbers; for more somebody has to sign in.
        Assert.Equal(
            ["", "SESSION_NEEDED"],
            await ReasonsAsync(PostingOf(till), way, By(cashier, 1, 7).TopUp(card, 100), By(manager, 1, 7).Freeze(card, "strange")));

        var asCashier = new Posting.PostingClient(With(till, await SignInAsync(till, cashier)));
        Assert.Equal(
            ["", "RIGHT_MISSING", "OTHER_OPERATOR", "RIGHT_MISSING"],
            await ReasonsAsync(
                asCashier, way, By(cashier, 1, 7).TopUp(card, 100), By(cashier, 1, 7).Freeze(card, "strange"),
                By(manager, 1, 7).TopUp(card, 100), By(cashier, 1, 8).TopUp(card, 100)));

        var asManager = new Posting.PostingClient(With(till, await SignInAsync(till, manager)));
        Assert.Equal(
            ["", "", "", "RIGHT_MISSING"],
            await ReasonsAsync(
                asManager, way, By(manager, 1, 7).TopUp(card, 100), By(manager, 1, 7).Freeze(card, "strange"),
                By(manager, 1, 7).Unfreeze(card, "known"), By(manager, 1, 7).Adjust(card, Asset.Principal, 1, "gift")));
    }

    [Fact]
    public async Task A_plain_debit_of_who_has_signed_in_names_him()
    {
        var till = await TillAsync(1, 7);
        var (manager, other) = (await PersonAsync(12, Role.Manager, 1), await PersonAsync(13, Role.Manager, 1));
        var posting = new Posting.PostingClient(With(till, await SignInAsync(till, manager)));
        var account = Target.Account((await posting.PostAsync(By(manager, 1, 7).OpenAccount())).Account);
        await posting.PostAsync(By(manager, 1, 7).TopUp(account, 100));
        foreach (var way in Enum.GetValues<Way>())
            Assert.Equal(
                ["", "OTHER_OPERATOR"],
                await ReasonsAsync(posting, way, By(manager, 1, 7).Debit(account, 1), By(other, 1, 7).Debit(account, 1)));
        Assert.Equal([12], await QueryAsync<int>("SELECT DISTINCT operator FROM journal"));
    }

    [Fact]
    public async Task A_terminal_that_holds_no_role_of_managers_has_none_of_their_rights()
    {
        var till = await TerminalAsync(1, 7, "cashier");
        var (manager, stranger) = (await PersonAsync(12, Role.Manager, 1), await PersonAsync(14, Role.Manager, 2));
        await PostingOf(till).PostAsync(By(manager, 1, 7).OpenAccount("card-of-session-1"));
        var posting = new Posting.PostingClient(With(till, await SignInAsync(till, manager)));
        Assert.Equal(Outcome.Posted, (await posting.PostAsync(By(manager, 1, 7).TopUp(Target.Card("card-of-session-1"), 5))).Outcome);
        await MissesAsync(async () => await posting.PostAsync(By(manager, 1, 7).Freeze(Target.Card("card-of-session-1"), "strange")));
        // A person of another store may nothing here.
        var abroad = new Posting.PostingClient(With(till, await SignInAsync(till, stranger)));
        await MissesAsync(async () => await abroad.PostAsync(By(stranger, 1, 7).TopUp(Target.Card("card-of-session-1"), 5)));
    }

    [Fact]
    public async Task A_member_is_shown_as_both_may_see_him()
    {
        var till = await TillAsync(1, 7);
        var (cashier, manager) = (await PersonAsync(11, Role.Cashier, 1), await PersonAsync(12, Role.Manager, 1));
        await PostingOf(till).PostAsync(By(cashier, 1, 7).OpenAccount("card-of-session-1"));
        var asked = new GetBalancesRequest { Card = "card-of-session-1" };
        var asCashier = new Reading.ReadingClient(With(till, await SignInAsync(till, cashier)));
        var asManager = new Reading.ReadingClient(With(till, await SignInAsync(till, manager)));
        Assert.Empty((await asCashier.GetBalancesAsync(asked)).Cards);
        Assert.Single((await asManager.GetBalancesAsync(asked)).Cards);
        await MissesAsync(async () => await asCashier.GetStatementAsync(new GetStatementRequest { Card = "card-of-session-1" }));
        Assert.Single((await asManager.GetStatementAsync(new GetStatementRequest { Card = "card-of-session-1" })).Lines);
        Assert.Equal((StatusCode.PermissionDenied, "SESSION_NEEDED"), await RefusalAsync(async () =>
            await ReadingOf(till).GetStatementAsync(new GetStatementRequest { Card = "card-of-session-1" })));
    }

    [Fact]
    public async Task A_token_is_of_use_to_the_key_it_was_made_for_alone()
    {
        var (till, other) = (await TillAsync(1, 7), await TillAsync(1, 8));
        var manager = await PersonAsync(12, Role.Manager, 1);
        var token = await SignInAsync(till, manager);
        // Another key of the same caller is another device.
        var key = new byte[32];
        Random.Shared.NextBytes(key);
        await using (var connection = await ConnectAsync())
            await connection.ExecuteAsync(
                """
                INSERT INTO credential (spki, caller, serial, not_before, not_after) VALUES (@key, @caller, '2', now(), now() + '90 days');
                INSERT INTO authority_change (what) VALUES ('a test')
                """, new { key, caller = till.Number });
        foreach (var thief in new[] { other, new Known(till.Number, key) })
        {
            var stolen = new Posting.PostingClient(With(thief, token));
            var made = new Posting.PostingClient(With(thief, new string('A', 32)));
            var operation = By(manager, 1, 7).OpenAccount();
            Assert.Equal(_ended, await RefusalAsync(async () => await stolen.PostAsync(operation)));
            Assert.Equal(
                Problem.Of(await Assert.ThrowsAsync<RpcException>(async () => await made.PostAsync(operation))),
                Problem.Of(await Assert.ThrowsAsync<RpcException>(async () => await stolen.PostAsync(operation))));
        }
        var own = new Posting.PostingClient(With(till, token));
        Assert.Equal(Outcome.Posted, (await own.PostAsync(By(manager, 1, 7).OpenAccount())).Outcome);
    }

    [Fact]
    public async Task Wrong_secrets_are_answered_alike_and_are_bounded_at_a_caller_and_for_an_operator()
    {
        var (one, other) = (await TillAsync(1, 7), await TillAsync(1, 8));
        var (known, second) = (await PersonAsync(12, Role.Manager, 1), await PersonAsync(13, Role.Manager, 1));
        var disabled = await PersonAsync(14, Role.Manager, 1);
        await (await PersonsAsync()).DisableOperatorAsync(new DisableOperatorRequest { Operator = 14 });

        var wrong = new List<Google.Rpc.Status>();
        foreach (var number in new[] { known.Number, disabled.Number, 4711 })
            wrong.Add(Problem.Of(await Assert.ThrowsAsync<RpcException>(() => TryAsync(one, number))));
        wrong.Add(Problem.Of(await Assert.ThrowsAsync<RpcException>(() => SignInAsync(one, disabled))));
        Assert.Single(wrong.Distinct());
        Assert.Equal(_notAccepted, ((StatusCode)wrong[0].Code, wrong[0].Reason()));

        // Four are used up; whoever has his own secret right frees what he mistyped there, and nothing else.
        await TryAgainAsync(one, known.Number, 1, _notAccepted);
        await SignInAsync(one, known);
        await TryAgainAsync(one, 4711, 3, _notAccepted);
        await TryAgainAsync(one, known.Number, 1, _usedUp);
        Assert.Equal(_usedUp, await RefusalAsync(() => SignInAsync(one, known)));
        // Elsewhere he may, and another one too, until it is the operator who is tried too often: a number that is nobody's as well.
        await SignInAsync(other, known);
        await TryAgainAsync(other, 4711, 5, _notAccepted);
        await TryAgainAsync(await TillAsync(1, 9), 4711, 1, _notAccepted);
        await TryAgainAsync(await TillAsync(1, 10), 4711, 1, _usedUp);
        await SignInAsync(other, second);
        // No restart gives further tries; time does.
        await RestartAsync();
        await TryAgainAsync(await TillAsync(1, 11), 4711, 1, _usedUp);
        await ExecuteAsync("UPDATE wrong_secret SET typed_at = typed_at - interval '16 minutes'");
        await SignInAsync(one, known);
        Assert.Equal(0, await ScalarAsync<int>("SELECT count(*) FROM wrong_secret"));

        Task TryAsync(Known caller, int number) =>
            SessionsOf(caller).SignInAsync(new SignInRequest { Operator = number, Secret = "not the one" }).ResponseAsync;

        async Task TryAgainAsync(Known caller, int number, int times, (StatusCode, string) told)
        {
            for (var at = 0; at < times; at++) Assert.Equal(told, await RefusalAsync(() => TryAsync(caller, number)));
        }
    }

    [Fact]
    public async Task Many_wrong_secrets_at_once_are_no_more_than_may_be()
    {
        var till = await TillAsync(1, 7);
        var person = await PersonAsync(12, Role.Manager, 1);
        var sessions = SessionsOf(till);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => RefusalAsync(() =>
            sessions.SignInAsync(new SignInRequest { Operator = person.Number, Secret = "not the one" }).ResponseAsync)));
        Assert.Equal(6, answers.Count(answer => answer == _notAccepted));
        Assert.Equal(6, answers.Count(answer => answer == _usedUp));
    }

    [Fact]
    public async Task A_session_ends_with_its_secret_its_operator_or_another_one_of_his_there()
    {
        var (till, persons) = (await TillAsync(1, 7), await PersonsAsync());
        var person = await PersonAsync(12, Role.Manager, 1);
        Posting.PostingClient posting;
        async Task<bool> IsInAsync() =>
            await ReasonOfAsync(() => posting.PostAsync(By(person, 1, 7).OpenAccount()).ResponseAsync) switch
            {
                "" => true,
                "SESSION_ENDED" => false,
                var other => throw new InvalidOperationException(other),
            };

        posting = new(With(till, await SignInAsync(till, person)));
        Assert.True(await IsInAsync());
        var again = await SignInAsync(till, person);
        await EndedAsync();
        posting = new(With(till, again));
        Assert.True(await IsInAsync());
        await new V1.Sessions.SessionsClient(With(till, again)).SignOutAsync(new SignOutRequest());
        await EndedAsync();

        // His own new secret leaves the session in which he sets it, and ends the others.
        var (other, here) = (await TillAsync(1, 8), await SignInAsync(till, person));
        var elsewhere = new Posting.PostingClient(With(other, await SignInAsync(other, person)));
        await new V1.Sessions.SessionsClient(With(till, here)).SetSecretAsync(
            new SetSecretRequest { Operator = 12, Secret = person.Secret, NewSecret = "correct horse" });
        posting = new(With(till, here));
        Assert.True(await IsInAsync());
        Assert.Equal(_ended, await RefusalAsync(async () => await elsewhere.PostAsync(By(person, 1, 8).OpenAccount())));
        Assert.Equal(_notAccepted, await RefusalAsync(() => SignInAsync(till, person)));
        person = person with { Secret = "correct horse" };
        posting = new(With(till, await SignInAsync(till, person)));

        person = person with { Secret = (await persons.ResetSecretAsync(new ResetSecretRequest { Operator = 12 })).Secret };
        await EndedAsync();
        posting = new(With(till, await SignInAsync(till, person)));
        await persons.DisableOperatorAsync(new DisableOperatorRequest { Operator = 12, Reason = "has left" });
        await EndedAsync();
        Assert.Equal((StatusCode.FailedPrecondition, "OPERATOR_DISABLED"), await RefusalAsync(async () =>
            await persons.ResetSecretAsync(new ResetSecretRequest { Operator = 12 })));
        var enabled = await persons.EnableOperatorAsync(new EnableOperatorRequest { Operator = 12 });
        Assert.False(await IsInAsync());
        posting = new(With(till, await SignInAsync(till, person with { Secret = enabled.Secret })));
        Assert.True(await IsInAsync());

        async Task EndedAsync() => Assert.Equal(
            _ended, await RefusalAsync(async () => await posting.PostAsync(By(person, 1, 7).OpenAccount())));
    }

    [Fact]
    public async Task A_session_outlives_a_restart_and_not_its_time()
    {
        var till = await TillAsync(1, 7);
        var person = await PersonAsync(12, Role.Manager, 1);
        var token = await SignInAsync(till, person);
        await RestartAsync();
        Assert.Equal(Outcome.Posted, (await PostAsync(till, token)).Outcome);

        // Whoever works is noted to, also where another server would take him for idle.
        await ExecuteAsync("UPDATE session SET used_at = now() - interval '20 minutes'");
        await Wait.UntilAsync(async () =>
        {
            await PostAsync(till, token);
            return await ScalarAsync<bool>("SELECT used_at > now() - interval '1 minute' FROM session");
        }, "its use is written down");

        await RestartAsync();
        await ExecuteAsync("UPDATE session SET used_at = now() - interval '31 minutes'");
        Assert.Equal(_ended, await RefusalAsync(() => PostAsync(till, token)));
        await ExecuteAsync("UPDATE session SET used_at = now(), not_after = now() - interval '1 second'");
        Assert.Equal(_ended, await RefusalAsync(() => PostAsync(till, token)));
        await ExecuteAsync("UPDATE session SET not_after = now() + interval '2 hours'");
        await PostAsync(till, token);

        async Task<Receipt> PostAsync(Known caller, string text) =>
            await new Posting.PostingClient(With(caller, text)).PostAsync(By(person, 1, 7).OpenAccount());
    }

    [Fact]
    public async Task A_revoked_terminal_takes_its_sessions_along()
    {
        var till = await TillAsync(1, 7);
        var person = await PersonAsync(12, Role.Manager, 1);
        var posting = new Posting.PostingClient(With(till, await SignInAsync(till, person)));
        await posting.PostAsync(By(person, 1, 7).OpenAccount());
        await (await CallersAsync()).RevokeCallerAsync(new RevokeCallerRequest { Caller = till.Number });
        Assert.Equal((StatusCode.Unauthenticated, "CALLER_REVOKED"), await RefusalAsync(async () =>
            await posting.PostAsync(By(person, 1, 7).OpenAccount())));
    }

    [Fact]
    public async Task What_a_person_changes_is_noted_with_his_number()
    {
        var persons = await PersonsAsync();
        var made = await persons.AddOperatorAsync(new AddOperatorRequest
        {
            Operator = 40, Name = "one", Grants = { new Grant { Role = Role.Admin, Scope = new Scope { Program = 1 } } },
        });
        var admin = await AdministratorAsync("admin at ledger");
        var token = await SignInAsync(admin, new Person(40, made.Secret));
        var mine = new Persons.PersonsClient(With(admin, token));
        await mine.AddOperatorAsync(new AddOperatorRequest
        {
            Operator = 41, Name = "two", Grants = { new Grant { Role = Role.Cashier, Scope = new Scope { Store = 1 } } },
        });
        // His role is of one program, whatever his tool may do.
        await MissesAsync(async () => await mine.AddOperatorAsync(new AddOperatorRequest
        {
            Operator = 42, Name = "three", Grants = { new Grant { Role = Role.Cashier, Scope = new Scope { Store = 4 } } },
        }));
        var noted = (await (await CallersAsync()).ListChangesAsync(new ListChangesRequest())).Changes[0];
        Assert.Equal((admin.Number, 40), (noted.By, noted.ByOperator));
        Assert.Contains("operator 41", noted.What, StringComparison.Ordinal);
        Assert.Equal([41], (await mine.ListOperatorsAsync(new ListOperatorsRequest())).Operators.Select(one => one.Operator).Except([40]));
    }

    [Fact]
    public async Task Roles_of_operators_are_given_and_taken_as_those_of_callers()
    {
        var (till, callers) = (await TillAsync(1, 7), await CallersAsync());
        var person = await PersonAsync(12, Role.Cashier, 1);
        var posting = new Posting.PostingClient(With(till, await SignInAsync(till, person)));
        await posting.PostAsync(By(person, 1, 7).OpenAccount("card-of-session-1"));
        var store = new Scope { Store = 1 };
        Operation Freeze() => By(person, 1, 7).Freeze(Target.Card("card-of-session-1"), "strange");

        await MissesAsync(async () => await posting.PostAsync(Freeze()));
        await callers.GrantRoleAsync(new GrantRoleRequest { Operator = 12, Grant = new Grant { Role = Role.Manager, Scope = store } });
        Assert.Equal(Outcome.Posted, (await posting.PostAsync(Freeze())).Outcome);
        Assert.Equal((StatusCode.FailedPrecondition, "ROLES_APART"), await RefusalAsync(async () => await callers.GrantRoleAsync(
            new GrantRoleRequest { Operator = 12, Grant = new Grant { Role = Role.Admin, Scope = new Scope { Ledger = true } } })));
        Assert.Equal((StatusCode.FailedPrecondition, "ROLES_APART"), await RefusalAsync(async () => await (await PersonsAsync())
            .AddOperatorAsync(new AddOperatorRequest
            {
                Operator = 50, Name = "both",
                Grants =
                {
                    new Grant { Role = Role.Admin, Scope = new Scope { Ledger = true } }, new Grant { Role = Role.Cashier, Scope = store },
                },
            })));
        await callers.WithdrawRoleAsync(new WithdrawRoleRequest { Operator = 12, Role = Role.Manager, Scope = store });
        await MissesAsync(async () => await posting.PostAsync(Freeze()));
        Assert.Equal((StatusCode.NotFound, ""), await RefusalAsync(async () => await callers.WithdrawRoleAsync(
            new WithdrawRoleRequest { Operator = 12, Role = Role.Manager, Scope = store })));
        Assert.Equal((StatusCode.AlreadyExists, "OPERATOR_TAKEN"), await RefusalAsync(() => PersonAsync(12, Role.Cashier, 1)));
        await MissesAsync(async () => await new Persons.PersonsClient(ChannelOf(till)).ListOperatorsAsync(new ListOperatorsRequest()));
    }

    [Fact]
    public void A_token_is_hashed_without_allocating()
    {
        var (text, kept) = SessionToken.New();
        var hash = new byte[32];
        var allocated = long.MaxValue;
        for (var i = 0; i < 50; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(SessionToken.TryHash(text, hash));
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(kept, hash);
        Assert.Equal(0, allocated);
        Assert.False(SessionToken.TryHash(text[1..], hash));
    }

    [Fact]
    public async Task A_plain_debit_of_who_has_signed_in_passes_without_allocating()
    {
        var till = await TillAsync(1, 7);
        var token = await SignInAsync(till, await PersonAsync(12, Role.Manager, 1));
        var proved = new Credential(till.Number, till.Key, DateTime.MaxValue);
        using var ended = new CancellationTokenSource();
        var from = new Caller("one", proved) { Standing = new OpenConnection(proved, ended, () => { }) };
        var call = new DefaultHttpContext();
        call.Request.Headers["ledger-session"] = token;
        call.Features.Set(from);
        var reader = Ledger.Host.Parts.GetRequiredService<PermittedReader>();
        var (problem, allocated) = (default(Google.Rpc.Status), long.MaxValue);
        var (debit, others) = (DebitOf(12), DebitOf(13));
        // The first ones pay for what is made once, and for a snapshot that came meanwhile.
        for (var i = 0; i < 50; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            problem = reader.WhyNot(debit, from, reader.SessionOf(call));
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal((null, 0), (problem, allocated));
        Assert.Equal("OTHER_OPERATOR", reader.WhyNot(others, from, reader.SessionOf(call))?.Reason());

        static Rules.Asked.Operation DebitOf(int number) => new()
        {
            Key = Guid.CreateVersion7(), Kind = Rules.Codes.OperationKind.Debit, Account = 5, AccountStated = true, Store = 1,
            Program = 1, Terminal = 7, Operator = number, BusinessTime = DateTime.UtcNow, BusinessDate = default, Asked = 1,
        };
    }

    private static async Task<string[]> ReasonsAsync(Posting.PostingClient posting, Way way, params Operation[] operations) =>
        [.. (await posting.SendAsync(way, operations)).Select(result => result.Problem?.Reason() ?? "")];
}
