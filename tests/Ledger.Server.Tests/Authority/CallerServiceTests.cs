using Google.Protobuf;
using Ledger.Server.Authority.Enrolment;

namespace Ledger.Server.Tests.Authority;

/// <summary>The calls by which callers are made, changed and looked after.</summary>
[Collection(OneServer.Name)]
public sealed class CallerServiceTests(LedgerCluster cluster) : AuthorityTest(cluster)
{
    private static readonly Scope _own = new() { OwnPlace = true };
    private static readonly Scope _ledger = new() { Ledger = true };

    private Callers.CallersClient ClientOf(Known caller) => new(ChannelOf(caller));

    [Fact]
    public async Task Terminals_are_made_with_tokens_and_are_cashiers_at_their_place()
    {
        var admin = ClientOf(await AdministratorAsync("admin at ledger"));
        var made = await admin.CreateTerminalsAsync(new CreateTerminalsRequest { Store = 1, FirstTerminal = 7, Count = 1000 });

        Assert.Equal(Enumerable.Range(7, 1000), made.Callers.Select(one => one.Terminal));
        Assert.Equal(1000, made.Callers.Select(one => one.Token).Distinct().Count());
        Assert.All(made.Callers, one => Assert.NotNull(EnrolmentToken.HashOf(one.Token)));
        // Kept as a hash, bound to its caller, used by nobody.
        Assert.Equal(made.Callers[5].Caller, await ScalarAsync<int>(
            "SELECT caller FROM enrolment WHERE token = @token AND used_at IS NULL AND not_after > now() + interval '71 hours'",
            new { token = EnrolmentToken.HashOf(made.Callers[5].Token) }));
        Assert.Equal(1000, await ScalarAsync<int>("SELECT count(*) FROM caller_grant WHERE role = 1 AND scope = 1 AND vouched"));

        Assert.Equal((StatusCode.AlreadyExists, "PLACE_TAKEN"), await RefusalAsync(async () =>
            await admin.CreateTerminalsAsync(new CreateTerminalsRequest { Store = 1, FirstTerminal = 1006, Count = 2 })));
        Assert.Equal(1000, await ScalarAsync<int>("SELECT count(*) FROM caller WHERE kind = 1"));
        var again = await admin.NewTokenAsync(new NewTokenRequest { Caller = made.Callers[0].Caller });
        Assert.NotEqual(made.Callers[0].Token, Assert.Single(again.Callers).Token);

        var listed = new List<CallerFacts>();
        for (var page = ""; listed.Count == 0 || page.Length > 0;)
        {
            var answer = await admin.ListCallersAsync(new ListCallersRequest { Store = 1, PageSize = 300, Page = page });
            listed.AddRange(answer.Callers);
            page = answer.NextPage;
        }
        Assert.Equal(made.Callers.Select(one => (one.Caller, one.Terminal)), listed.Select(one => (one.Caller, one.Terminal)));
        Assert.Equal(new Grant { Role = Role.Cashier, Scope = _own, Vouched = true }, Assert.Single(listed[0].Grants));
    }

    [Theory]
    [InlineData(0, 1, 1, "store OUT_OF_RANGE")]
    [InlineData(1, 0, 1, "first_terminal OUT_OF_RANGE")]
    [InlineData(1, 1, 1001, "count OUT_OF_RANGE")]
    [InlineData(99, 1, 1, "store UNKNOWN_STORE")]
    public async Task Terminals_that_cannot_be_are_not_made(int store, int first, int count, string told)
    {
        var admin = ClientOf(await AdministratorAsync("admin at ledger"));
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await admin.CreateTerminalsAsync(
            new CreateTerminalsRequest { Store = store, FirstTerminal = first, Count = count }));
        Assert.Equal([told], Problem.Of(refused).Violations());
    }

    [Fact]
    public async Task An_administrator_of_a_program_looks_after_what_lies_in_it()
    {
        var admin = ClientOf(await AdministratorAsync("admin at program 1"));
        await admin.CreateTerminalsAsync(new CreateTerminalsRequest { Store = 3, FirstTerminal = 1, Count = 1 });
        await MissesAsync(async () =>
            await admin.CreateTerminalsAsync(new CreateTerminalsRequest { Store = 4, FirstTerminal = 1, Count = 1 }));
        var backend = await admin.CreateBackendAsync(new CreateBackendRequest { Name = "shop", Grants = { At(Role.Cashier, program: 1) } });
        await MissesAsync(async () =>
            await admin.CreateBackendAsync(new CreateBackendRequest { Name = "shop", Grants = { At(Role.Cashier, program: 2) } }));
        await MissesAsync(async () => await admin.GrantRoleAsync(
            new GrantRoleRequest { Caller = backend.Callers[0].Caller, Grant = At(Role.Finance, program: 2) }));
        await MissesAsync(async () =>
            await admin.CreateAdministratorAsync(new CreateAdministratorRequest { Name = "one", Scope = _ledger }));
        await MissesAsync(async () => await admin.ActivatePolicyAsync(
            new ActivatePolicyRequest { Document = Server.Authority.Policy.PolicyDocument.Shipped.Text }));
        var stranger = await BackendAsync("cashier at program 2");
        await MissesAsync(async () => await admin.RevokeCallerAsync(new RevokeCallerRequest { Caller = stranger.Number }));
        await MissesAsync(async () => await admin.ListChangesAsync(new ListChangesRequest()));
        Assert.DoesNotContain(stranger.Number, (await admin.ListCallersAsync(new ListCallersRequest())).Callers.Select(one => one.Caller));
        await admin.RevokeCallerAsync(new RevokeCallerRequest { Caller = backend.Callers[0].Caller });
    }

    [Fact]
    public async Task A_manager_revokes_a_terminal_of_his_own_store()
    {
        var manager = ClientOf(await TerminalAsync(1, 7, "manager"));
        var (own, other) = (await TerminalAsync(1, 8, "cashier"), await TerminalAsync(2, 8, "cashier"));
        await MissesAsync(async () => await manager.RevokeCallerAsync(new RevokeCallerRequest { Caller = other.Number }));
        await MissesAsync(async () => await manager.NewTokenAsync(new NewTokenRequest { Caller = own.Number }));
        await MissesAsync(async () => await manager.GrantRoleAsync(
            new GrantRoleRequest { Caller = own.Number, Grant = new Grant { Role = Role.Manager, Scope = _own } }));
        var change = await manager.RevokeCallerAsync(new RevokeCallerRequest { Caller = own.Number, Reason = "stolen" });
        Assert.True(change.Epoch > 0);
        Assert.Contains("stolen", change.What, StringComparison.Ordinal);
        // Twice is once.
        Assert.Equal(0, (await manager.RevokeCallerAsync(new RevokeCallerRequest { Caller = own.Number })).Epoch);
        Assert.Equal((StatusCode.Unauthenticated, "CALLER_REVOKED"), await RefusalAsync(async () =>
            await PostingOf(own).PostAsync(At(1, 8).OpenAccount())));
        await MissesAsync(async () => await ClientOf(await TerminalAsync(1, 9, "cashier")).ListCallersAsync(new ListCallersRequest()));
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        var last = await AdministratorAsync("admin at ledger");
        await AdministratorAsync("admin at program 1");
        var admin = ClientOf(last);
        var stays = (StatusCode.FailedPrecondition, "LAST_ADMINISTRATOR");
        Assert.Equal(stays, await RefusalAsync(async () =>
            await admin.RevokeCallerAsync(new RevokeCallerRequest { Caller = last.Number })));
        Assert.Equal(stays, await RefusalAsync(async () =>
            await admin.RevokeCredentialAsync(new RevokeCredentialRequest { Key = ByteString.CopyFrom(last.Key) })));
        Assert.Equal(stays, await RefusalAsync(async () => await admin.WithdrawRoleAsync(
            new WithdrawRoleRequest { Caller = last.Number, Role = Role.Admin, Scope = _ledger })));
        // One that has not enrolled could not undo it.
        await admin.CreateAdministratorAsync(new CreateAdministratorRequest { Name = "not yet", Scope = _ledger });
        Assert.Equal(stays, await RefusalAsync(async () =>
            await admin.RevokeCallerAsync(new RevokeCallerRequest { Caller = last.Number })));
        await AdministratorAsync("admin at ledger");
        Assert.True((await admin.RevokeCallerAsync(new RevokeCallerRequest { Caller = last.Number })).Epoch > 0);
    }

    [Fact]
    public async Task Who_changes_rights_posts_nothing()
    {
        var known = await AdministratorAsync("admin at ledger");
        var admin = ClientOf(known);
        var apart = (StatusCode.FailedPrecondition, "ROLES_APART");
        foreach (var role in new[] { Role.Cashier, Role.Manager, Role.Finance })
            Assert.Equal(apart, await RefusalAsync(async () => await admin.GrantRoleAsync(
                new GrantRoleRequest { Caller = known.Number, Grant = At(role, program: 1) })));
        await admin.GrantRoleAsync(new GrantRoleRequest { Caller = known.Number, Grant = At(Role.Auditor, program: 1) });
        var backend = await BackendAsync("finance at program 1");
        Assert.Equal(apart, await RefusalAsync(async () => await admin.GrantRoleAsync(
            new GrantRoleRequest { Caller = backend.Number, Grant = new Grant { Role = Role.Admin, Scope = _ledger } })));
        await MissesAsync(async () => await PostingOf(known).PostAsync(At(1, 1).OpenAccount()));
    }

    [Fact]
    public async Task Roles_are_given_withdrawn_and_told_why_they_are_missing()
    {
        var admin = ClientOf(await AdministratorAsync("admin at ledger"));
        var terminal = await TerminalAsync(1, 7, "cashier");
        var may = new MayRequest { Caller = terminal.Number, What = "debit", Store = 4 };
        var at4 = await admin.MayAsync(may);
        Assert.Equal((false, "debit at store 4: none of its roles that may is held there and vouched for"), (at4.Allowed, at4.Missing));
        Assert.True((await admin.MayAsync(new MayRequest(may) { Store = 1, Terminal = 7 })).Allowed);
        Assert.False((await admin.MayAsync(new MayRequest(may) { Store = 1, Terminal = 7, ByNumber = true })).Allowed);
        var freeze = await admin.MayAsync(new MayRequest(may) { What = "freeze", Store = 1, Terminal = 7 });
        Assert.Equal("freeze at store 1, terminal 7: it has no role that may", freeze.Missing);
        Assert.False((await admin.MayAsync(new MayRequest(may) { What = "Reporting/GetClose", Store = 1 })).Allowed);

        var manager = new Grant { Role = Role.Manager, Scope = _own, Vouched = true };
        var given = await admin.GrantRoleAsync(new GrantRoleRequest { Caller = terminal.Number, Grant = manager });
        Assert.Equal(0, (await admin.GrantRoleAsync(new GrantRoleRequest { Caller = terminal.Number, Grant = manager })).Epoch);
        var own = ClientOf(terminal);
        Assert.True((await own.MayAsync(new MayRequest { What = "freeze", Store = 1, Terminal = 7 })).Allowed);
        await MissesAsync(async () => await ClientOf(await TerminalAsync(2, 1, "manager")).MayAsync(may));
        // Not vouched for, it is of no use to a terminal.
        Assert.True((await admin.GrantRoleAsync(
            new GrantRoleRequest { Caller = terminal.Number, Grant = new Grant(manager) { Vouched = false } })).Epoch > given.Epoch);
        Assert.False((await own.MayAsync(new MayRequest { What = "freeze", Store = 1, Terminal = 7 })).Allowed);

        var withdrawal = new WithdrawRoleRequest { Caller = terminal.Number, Role = Role.Manager, Scope = _own };
        await admin.WithdrawRoleAsync(withdrawal);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await admin.WithdrawRoleAsync(withdrawal));
        Assert.Equal(["role UNKNOWN_GRANT"], Problem.Of(refused).Violations());
        await admin.RevokeCallerAsync(new RevokeCallerRequest { Caller = terminal.Number });
        Assert.Equal(
            (false, "debit at store 1, terminal 7: it is revoked"),
            await admin.MayAsync(new MayRequest(may) { Store = 1, Terminal = 7 }) is var late ? (late.Allowed, late.Missing) : default);
    }

    [Fact]
    public async Task A_terminal_is_moved_to_a_free_place()
    {
        var admin = ClientOf(await AdministratorAsync("admin at ledger"));
        var (terminal, other) = (await TerminalAsync(1, 7, "cashier"), await TerminalAsync(2, 1, "cashier"));
        Assert.Equal((StatusCode.AlreadyExists, "PLACE_TAKEN"), await RefusalAsync(async () => await admin.MoveTerminalAsync(
            new MoveTerminalRequest { Caller = terminal.Number, Store = 2, Terminal = 1 })));
        await admin.RevokeCallerAsync(new RevokeCallerRequest { Caller = other.Number });
        await admin.MoveTerminalAsync(new MoveTerminalRequest { Caller = terminal.Number, Store = 2, Terminal = 1 });
        Assert.Equal(Outcome.Posted, (await PostingOf(terminal).PostAsync(At(2, 1).OpenAccount())).Outcome);
        await MissesAsync(async () => await PostingOf(terminal).PostAsync(At(1, 7).OpenAccount()));
    }

    [Fact]
    public async Task A_policy_is_read_checked_and_put_into_force()
    {
        var known = await AdministratorAsync("admin at ledger");
        var admin = ClientOf(known);
        var cashier = PostingOf(await TerminalAsync(1, 7, "cashier"));
        var shipped = await admin.GetPolicyAsync(new GetPolicyRequest());
        Assert.Equal(0, shipped.Version);
        var strict = shipped.Document.Replace("  open_account:     { cashier: store,", "  open_account:     {", StringComparison.Ordinal);
        var wrong = strict.Replace("  debit: ", "  debits: ", StringComparison.Ordinal);

        Assert.Empty((await admin.CheckPolicyAsync(new CheckPolicyRequest { Document = strict })).Mistakes);
        Assert.Equal(2, (await admin.CheckPolicyAsync(new CheckPolicyRequest { Document = wrong })).Mistakes.Count);
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await admin.ActivatePolicyAsync(new ActivatePolicyRequest { Document = wrong }));
        Assert.Equal(["document MALFORMED", "document MALFORMED"], Problem.Of(refused).Violations());
        Assert.Equal(Outcome.Posted, (await cashier.PostAsync(At(1, 7).OpenAccount())).Outcome);

        Assert.Equal(1, (await admin.ActivatePolicyAsync(new ActivatePolicyRequest { Document = strict })).Version);
        await MissesAsync(async () => await cashier.PostAsync(At(1, 7).OpenAccount()));
        Assert.Equal((1, strict),
            ((await admin.GetPolicyAsync(new GetPolicyRequest())).Version, (await admin.GetPolicyAsync(new() { Version = 1 })).Document));

        var changes = await admin.ListChangesAsync(new ListChangesRequest { PageSize = 1 });
        Assert.Equal(known.Number, changes.Changes[0].By);
        Assert.Contains("policy version 1", changes.Changes[0].What, StringComparison.Ordinal);
        Assert.NotEqual("", changes.NextPage);
        Assert.Equal("a test made a caller",
            (await admin.ListChangesAsync(new ListChangesRequest { Page = changes.NextPage })).Changes[0].What);
    }

    [Fact]
    public async Task The_first_callers_of_a_ledger_are_given_their_roles_and_later_ones_are_not()
    {
        var (admin, terminal, backend) = (await AdministratorAsync(), await TerminalAsync(1, 7), await BackendAsync());
        var database = Ledger.Host.Database;
        Assert.True(await Server.Authority.Callers.FirstGrants.GiveAsync(database, default));
        Assert.Equal(
            [(admin.Number, 5, 5), (terminal.Number, 1, 1), (terminal.Number, 2, 1)],
            await QueryAsync<(int, int, int)>("SELECT caller, role, scope FROM caller_grant WHERE vouched ORDER BY 1, 2"));
        await ChangeAsync("UPDATE caller_grant SET withdrawn_at = now()");
        await TerminalAsync(1, 8);
        Assert.False(await Server.Authority.Callers.FirstGrants.GiveAsync(database, default));
        Assert.Equal(1, await ScalarAsync<int>("SELECT count(*) FROM authority_change WHERE what LIKE 'first start%'"));
        Assert.NotEqual(0, backend.Number);
    }

    private static Grant At(Role role, int program) => new() { Role = role, Scope = new Scope { Program = program } };
}
