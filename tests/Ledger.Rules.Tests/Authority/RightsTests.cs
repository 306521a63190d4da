using Ledger.Rules.Codes;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Authority.Policy;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Authority;

/// <summary>
/// What a caller may do, over every row of the policy that came with the server, every role, where it is held and what it is about, held
/// against a naive reading of the same document.
/// </summary>
public sealed class RightsTests
{
    private static readonly string[] _parts = ["terminal", "store", "branch", "program", "ledger"];

    // Its own, its neighbour, another store's, another branch's, another program's.
    private static readonly int[] _terminals = [0, 1, 2, 4, 8];

    private static readonly NaivePolicy _naive = new(PolicyDocument.Shipped.Text);

    private static readonly ProgramBook _book = new(
        NaivePolicy.World.DistinctBy(at => at.Store)
            .Select(at => new Store(at.Store, (short)at.Program, $"Store {at.Store}", TimeZoneInfo.Utc, at.Branch)), []);

    public static TheoryData<string> RoleNames => [.. Roles.Named.Keys];

    [Fact]
    public void The_second_reading_knows_every_row()
    {
        Assert.Equal(Acts.Kinds.Keys.Order(StringComparer.Ordinal), _naive.Kinds.Order(StringComparer.Ordinal));
        Assert.Equal(29, _naive.Calls.Count());
        Assert.Equal(["accounts_by_number", "members_in_full"], _naive.Lists.Keys);
    }

    [Theory]
    [MemberData(nameof(RoleNames))]
    public void An_operation_may_be_posted_where_its_kind_place_and_original_lie_in_a_roles_reach(string role)
    {
        var (allowed, refused) = (0, 0);
        foreach (var (name, kind) in Acts.Kinds)
            foreach (var part in _parts)
            {
                var held = NaivePolicy.Around(0, part);
                foreach (var isBackend in new[] { false, true })
                {
                    var rights = Rights(isBackend ? CallerKind.Backend : CallerKind.Terminal, Roles.Named[role], PlaceOf(0, part));
                    foreach (var byNumber in new[] { false, true })
                        foreach (var at in _terminals)
                        {
                            var isHere = _naive.Has(name, role) && held.Contains(at)
                                && (!byNumber || isBackend || _naive.Lists["accounts_by_number"].Contains(role));
                            Assert.Equal((name, part, at, isHere),
                                (name, part, at, rights.MayPost(kind, PlaceOf(at, "terminal"), byNumber)));
                            foreach (var original in _terminals)
                            {
                                var expected = isHere && _naive.Reaches(name, role, held, [original]);
                                Assert.Equal(
                                    (name, part, at, original, expected),
                                    (name, part, at, original,
                                        rights.MayPost(kind, PlaceOf(at, "terminal"), byNumber, PlaceOf(original, "terminal"))));
                                _ = expected ? allowed++ : refused++;
                            }
                        }
                }
            }
        Assert.True(role is "auditor" or "admin" ? allowed == 0 : allowed > 50, $"{allowed} allowed");
        Assert.True(refused > 2_000, $"{refused} refused");
    }

    [Theory]
    [MemberData(nameof(RoleNames))]
    public void A_call_may_be_made_about_what_lies_in_a_roles_reach(string role)
    {
        foreach (var call in _naive.Calls)
            foreach (var part in _parts)
            {
                var rights = Rights(CallerKind.Backend, Roles.Named[role], PlaceOf(0, part));
                Assert.Equal((call, _naive.Has(call, role)), (call, rights.May(call)));
                foreach (var about in _terminals)
                    foreach (var size in _parts)
                    {
                        var expected = _naive.Reaches(call, role, NaivePolicy.Around(0, part), NaivePolicy.Around(about, size));
                        Assert.Equal((call, part, about, size, expected),
                            (call, part, about, size, rights.May(call, PlaceOf(about, size))));
                    }
            }
    }

    [Theory]
    [MemberData(nameof(RoleNames))]
    public void A_member_is_seen_by_roles_in_his_program_and_in_full_by_those_that_the_policy_names(string role)
    {
        foreach (var call in _naive.Calls)
            foreach (var part in _parts)
                foreach (var byNumber in new[] { false, true })
                    foreach (var program in new short[] { 1, 2 })
                    {
                        var rights = Rights(CallerKind.Terminal, Roles.Named[role], PlaceOf(0, part));
                        var isSeen = _naive.Has(call, role) && (program == 1 || part == "ledger")
                            && (!byNumber || _naive.Lists["accounts_by_number"].Contains(role));
                        var expected = !isSeen ? Sight.None : _naive.Lists["members_in_full"].Contains(role) ? Sight.Full : Sight.Short;
                        Assert.Equal((call, part, expected), (call, part, rights.SightOf(call, program, byNumber)));
                    }
    }

    [Theory]
    [MemberData(nameof(RoleNames))]
    public void Who_has_signed_in_may_post_what_both_may_where_both_are_held(string role)
    {
        var (allowed, refused) = (0, 0);
        foreach (var personal in Roles.Named.Keys)
            foreach (var part in _parts)
                foreach (var own in new[] { "store", "branch", "program", "ledger" })
                    foreach (var at in new[] { 0, 4, 8 })
                    {
                        // The caller stands at the first terminal, the person's role lies around another one.
                        var rights = Rights(
                            CallerKind.Terminal, new KnownGrant(Roles.Named[role], PlaceOf(0, part), false, Vouched: false),
                            new KnownGrant(Roles.Named[personal], PlaceOf(at, own), false, Vouched: true));
                        var both = NaivePolicy.Around(0, part).Intersect(NaivePolicy.Around(at, own)).ToHashSet();
                        foreach (var (name, kind) in Acts.Kinds)
                        {
                            var isOurs = _naive.Has(name, role) && _naive.Has(name, personal);
                            foreach (var place in _terminals)
                                foreach (var original in _terminals)
                                {
                                    var expected = isOurs && both.Contains(place)
                                        && _naive.Reaches(name, role, both, [original]) && _naive.Reaches(name, personal, both, [original]);
                                    var says = rights.MayPost(kind, PlaceOf(place, "terminal"), false, PlaceOf(original, "terminal"));
                                    if (expected != says)
                                        Assert.Fail($"{name}: {role} at {part}, {personal} at {own} of {at}, {place} of {original}: {says}");
                                    _ = expected ? allowed++ : refused++;
                                }
                        }
                    }
        Assert.True(role is "auditor" or "admin" ? allowed == 0 : allowed > 50, $"{allowed} allowed");
        Assert.True(refused > 2_000, $"{refused} refused");
    }

    [Theory]
    [MemberData(nameof(RoleNames))]
    public void What_somebody_approves_is_what_he_may_at_the_terminals_place(string personal)
    {
        foreach (var own in new[] { "store", "branch", "program", "ledger" })
            foreach (var at in new[] { 0, 4, 8 })
            {
                // The terminal holds nothing but cashier, and elsewhere at that.
                var till = new KnownCaller(1, CallerKind.Terminal, "one", 1, 1, RevokedAt: null)
                {
                    Grants = [new KnownGrant(Role.Cashier, PlaceOf(8, "store"), false, Vouched: true)], Place = PlaceOf(0, "terminal"),
                };
                var person = new KnownPerson(3, "one", null, DisabledAt: null)
                {
                    Grants = [new KnownGrant(Roles.Named[personal], PlaceOf(at, own), false, Vouched: true)],
                };
                var rights = CallerRights.OfApproval(
                    new AuthoritySnapshot(new AuthorityLook([], 0), PolicyDocument.Shipped, [till], [person]), till, person);
                var here = new HashSet<int> { 0 }.Intersect(NaivePolicy.Around(at, own)).ToHashSet();
                foreach (var (name, kind) in Acts.Kinds)
                    foreach (var place in _terminals)
                        foreach (var original in _terminals)
                        {
                            var expected = _naive.Has(name, personal) && here.Contains(place)
                                && _naive.Reaches(name, personal, here, [original]);
                            Assert.Equal((name, own, at, place, original, expected), (name, own, at, place, original, rights.MayPost(
                                kind, PlaceOf(place, "terminal"), false, PlaceOf(original, "terminal"))));
                        }
            }
    }

    [Theory]
    [MemberData(nameof(RoleNames))]
    public void Who_has_signed_in_may_ask_what_both_may(string role)
    {
        foreach (var call in _naive.Calls)
            foreach (var personal in Roles.Named.Keys)
                foreach (var part in _parts)
                    foreach (var at in new[] { 0, 4, 8 })
                    {
                        var rights = Rights(
                            CallerKind.Terminal, new KnownGrant(Roles.Named[role], PlaceOf(0, part), false, Vouched: false),
                            new KnownGrant(Roles.Named[personal], PlaceOf(at, "store"), false, Vouched: true));
                        var both = NaivePolicy.Around(0, part).Intersect(NaivePolicy.Around(at, "store")).ToHashSet();
                        var mayAtAll = both.Count > 0 && _naive.Has(call, role) && _naive.Has(call, personal);
                        Assert.Equal((call, personal, part, at, mayAtAll), (call, personal, part, at, rights.May(call)));
                        foreach (var about in _terminals)
                        {
                            var expected = mayAtAll
                                && _naive.Reaches(call, role, both, [about]) && _naive.Reaches(call, personal, both, [about]);
                            Assert.Equal((call, personal, part, at, about, expected),
                                (call, personal, part, at, about, rights.May(call, PlaceOf(about, "terminal"))));
                        }
                        var inFull = _naive.Lists["members_in_full"];
                        var sight = !mayAtAll || (part != "ledger" && at == 8) ? Sight.None
                            : inFull.Contains(role) && inFull.Contains(personal) ? Sight.Full : Sight.Short;
                        // What both hold lies in program 1, or, where it lies in the other one, is about that.
                        Assert.Equal((call, personal, part, at, sight),
                            (call, personal, part, at, rights.SightOf(call, (short)(at == 8 ? 2 : 1), byNumber: false)));
                    }
    }

    [Fact]
    public void What_waits_for_somebody_to_sign_in_is_told_apart()
    {
        var terminal = Alone(
            CallerKind.Terminal, new KnownGrant(Role.Cashier, PlaceOf(0, "terminal"), true, Vouched: true),
            new KnownGrant(Role.Manager, PlaceOf(0, "terminal"), true, Vouched: false));
        Assert.True(terminal.WaitsForSomebody((int)OperationKind.Freeze, "", PlaceOf(0, "terminal")));
        Assert.False(terminal.WaitsForSomebody((int)OperationKind.Freeze, "", PlaceOf(1, "terminal")));
        Assert.False(terminal.WaitsForSomebody((int)OperationKind.Adjust, "", PlaceOf(0, "terminal")));
        Assert.True(terminal.WaitsForSomebody(0, "ledger.v1.Reading/GetStatement", null));
    }

    [Fact]
    public void A_store_without_a_branch_is_a_branch_by_itself()
    {
        var (one, other) = (new Store(1, 1, "One", TimeZoneInfo.Utc), new Store(2, 1, "Other", TimeZoneInfo.Utc));
        var rights = Rights(CallerKind.Terminal, Role.Manager, Place.OfStore(one, 1));
        Assert.True(rights.MayPost((int)OperationKind.Refund, Place.OfStore(one, 1), false, Place.OfStore(one, 2)));
        Assert.False(rights.MayPost((int)OperationKind.Refund, Place.OfStore(one, 1), false, Place.OfStore(other, 1)));
    }

    [Fact]
    public void A_terminal_uses_no_role_that_it_does_not_vouch_for()
    {
        var grant = new KnownGrant(Role.Manager, PlaceOf(0, "terminal"), IsOwnPlace: true, Vouched: false);
        Assert.False(Alone(CallerKind.Terminal, grant).MayPost((int)OperationKind.Freeze, PlaceOf(0, "terminal"), byNumber: false));
        Assert.True(Alone(CallerKind.Backend, grant).MayPost((int)OperationKind.Freeze, PlaceOf(0, "terminal"), byNumber: false));
    }

    [Fact]
    public void Rights_of_two_roles_are_those_of_each_and_not_of_their_mixture()
    {
        // Finance of the program pays back what was paid in anywhere in it, but is nobody at a till; the cashier is, and may not.
        var rights = Alone(
            CallerKind.Terminal, new KnownGrant(Role.Cashier, PlaceOf(0, "terminal"), true, true),
            new KnownGrant(Role.Finance, PlaceOf(8, "program"), false, true));
        Assert.False(rights.MayPost(Acts.RefundTopUp, PlaceOf(0, "terminal"), false, PlaceOf(0, "terminal")));
        Assert.True(rights.MayPost(Acts.RefundTopUp, PlaceOf(8, "terminal"), false, PlaceOf(9, "terminal")));
        Assert.False(rights.MayPost((int)OperationKind.Debit, PlaceOf(8, "terminal"), false));
    }

    [Fact]
    public void What_upkeep_alone_posts_is_no_kind_that_anybody_can_have()
    {
        OperationKind[] own =
        [
            OperationKind.Arrive, OperationKind.ComeBack, OperationKind.Expire, OperationKind.TimeOutHold, OperationKind.ReviewTier,
            OperationKind.GrantBonus, OperationKind.BlockKey, OperationKind.TakeBack,
        ];
        Assert.Equal(
            Enum.GetValues<OperationKind>().Where(kind => kind != OperationKind.None).Except(own).Select(kind => (int)kind).Order(),
            Acts.Kinds.Values.Where(kind => kind < Acts.AccruePoints).Order());
        Assert.All(Roles.Named.Values, role => Assert.All(own, kind =>
            Assert.Equal(0UL, PolicyDocument.Shipped.KindsOf(role) & (1UL << (int)kind))));
    }

    [Fact]
    public void Whether_a_plain_debit_may_be_posted_is_found_out_without_allocating()
    {
        var rights = Alone(
            CallerKind.Terminal, new KnownGrant(Role.Auditor, PlaceOf(0, "program"), false, true),
            new KnownGrant(Role.Manager, PlaceOf(0, "terminal"), true, true));
        var (allowed, allocated) = (false, 0L);
        for (var i = 0; i < 50; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            allowed = rights.MayPost((int)OperationKind.Debit, Place.OfStore(_book, 1, 1), byNumber: true);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Equal((true, 0), (allowed, allocated));
    }

    private static Place PlaceOf(int terminal, string part)
    {
        var (program, branch, store, number) = NaivePolicy.World[terminal];
        return part switch
        {
            "terminal" => Place.OfStore(_book, store, number),
            "store" => Place.OfStore(_book, store),
            "branch" => Place.OfBranch((short)program, branch),
            "program" => Place.OfProgram((short)program),
            _ => Place.Ledger,
        };
    }

    private static CallerRights Rights(CallerKind kind, Role role, Place scope) =>
        Alone(kind, new KnownGrant(role, scope, IsOwnPlace: false, Vouched: true));

    // A terminal that vouches for nothing, and who has signed in there.
    private static CallerRights Rights(CallerKind kind, KnownGrant own, KnownGrant held)
    {
        var caller = new KnownCaller(1, kind, "one", 0, 0, RevokedAt: null) { Grants = [own], Place = Place.Ledger };
        var person = new KnownPerson(3, "one", null, DisabledAt: null) { Grants = [held] };
        return new CallerRights(
            new AuthoritySnapshot(new AuthorityLook([], 0), PolicyDocument.Shipped, [caller], [person]), caller, person);
    }

    private static CallerRights Alone(CallerKind kind, params KnownGrant[] grants)
    {
        var caller = new KnownCaller(1, kind, "one", 0, 0, RevokedAt: null) { Grants = grants, Place = Place.Ledger };
        return new CallerRights(new AuthoritySnapshot(new AuthorityLook([], 0), PolicyDocument.Shipped, [caller]), caller);
    }
}
