using Google.Protobuf.WellKnownTypes;

namespace Ledger.Server.Tests.Reads;

[Collection(OneServer.Name)]
public sealed class CatalogueTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private const string More =
        """
        categories: [{ code: books, no_discount: true }, { code: food, points: 2, per_minor: 500 }]
        rewards: [{ code: gift, points: 1000, worth_minor: 20000, steps: { points: 500, worth_minor: 9000 } }]
        actions: [{ code: sign_in, points: 5 }]
        tiers:
          - { code: plain, name: Plain }
          - { code: gold, name: Gold, pay: "96%", times: 1.5, monthly_bonus_minor: 300, benefits: Tea,
              reached_by: [{ purchases: 5, within: ever }, { spend_minor: 18800, within: { months: 12 } }, { points: 9, within: year }] }
        card_types:
          - { code: member, name: Member }
          - { code: gift, name: Gift, earns: false, needs_approval: true, validity: { kind: days, count: 30 }, closes_at_zero: true }
        pin: { above_minor: 10000, tries: 3, lock_minutes: 10, tries_max: 6 }
        holds: { minutes: 60, count: 2 }
        transfers: { points: true }
        points_share: "50%"
        replacement_fees: { lost_minor: 500 }
        """;

    private Catalogue.CatalogueClient Catalogue => new(Ledger.Channel());

    [Fact]
    public async Task A_program_is_told_with_all_a_till_asks_by()
    {
        await BeginAnewAsync(NewProgramFolder().Add(1).Add(2, more: More).AddStore(1, 1).AddStore(7, 2));

        var facts = await Catalogue.GetProgramAsync(new GetProgramRequest { Store = 7 });

        Assert.Equal(facts, await Catalogue.GetProgramAsync(new GetProgramRequest { Program = 2 }));
        Assert.Equal((2, "Program 2", 1, 1L, 1000L), (facts.Program, facts.Name, facts.Version, facts.EarnPoints, facts.EarnPerMinor));
        Assert.Equal((100L, 500L, 500), (facts.RedeemBlock, facts.RedeemWorthMinor, facts.PointsSharePermille));
        Assert.Equal(new ProgramValidity { Kind = ValidityKind.EndOfYear, Count = 1 }, facts.PointsValidity);
        Assert.Equal([new ProgramReward { Code = "gift", Points = 1000, WorthMinor = 20_000, StepPoints = 500, StepWorthMinor = 9000 }],
            facts.Rewards);
        Assert.Equal(
            [new ProgramCategory { Code = "books", EarnPoints = 1, EarnPerMinor = 1000, NoDiscount = true },
                new ProgramCategory { Code = "food", EarnPoints = 2, EarnPerMinor = 500 }], facts.Categories);
        Assert.Equal([new ProgramAction { Code = "sign_in", Points = 5 }], facts.Actions);
        Assert.Equal(
            new ProgramTier
            {
                Code = "gold", Name = "Gold", PayPermille = 960, EarnPercent = 150, Earns = true, Loads = true, Spends = true,
                MonthlyBonusMinor = 300, Benefits = "Tea",
                ReachedBy =
                {
                    new TierReach { Purchases = 5, Window = TierWindow.Ever },
                    new TierReach { SpendMinor = 18_800, Window = TierWindow.Months, Months = 12 },
                    new TierReach { Points = 9, Window = TierWindow.Year },
                },
            }, facts.Tiers[1]);
        Assert.Equal(
            new ProgramCardType
            {
                Code = "gift", Name = "Gift", Loads = true, Spends = true, NeedsApproval = true, ClosesAtZero = true,
                Validity = new ProgramValidity { Kind = ValidityKind.Days, Count = 30 },
            }, facts.CardTypes[1]);
        Assert.Equal(
            new ProgramLimits
            {
                TopUpMinor = 1_000_000, DebitMinor = 1_000_000, PurchaseMinor = 10_000_000, Points = 1_000_000,
                StoredValueMinor = 10_000_000, PointsBalance = 100_000_000, Cards = 5,
            }, facts.Limits);
        Assert.Equal(new ProgramHolds { Minutes = 60, Count = 2 }, facts.Holds);
        Assert.Equal(new ProgramPin { WhenSet = true, AboveMinor = 10_000, Tries = 3, LockMinutes = 10, TriesMax = 6 }, facts.Pin);
        Assert.Equal([(20_000L, 1500L), (50_000L, 5000L)], facts.TopUpBonuses.Select(step => (step.FromMinor, step.BonusMinor)));
        Assert.Equal((true, false, 500L, 0L, false), (facts.PointsTransferable, facts.ValueTransferable, facts.LostCardFeeMinor,
            facts.DamagedCardFeeMinor, facts.CardCodesExact));
        Assert.False((await Catalogue.GetProgramAsync(new GetProgramRequest { Program = 1 })).Pin.HasAboveMinor);
    }

    [Fact]
    public async Task The_version_of_a_moment_is_told_and_when_the_next_one_comes()
    {
        var change = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(3).ToUnixTimeSeconds());
        await BeginAnewAsync(NewProgramFolder().Add(1).Add(1, 2, $"{change:yyyy-MM-dd'T'HH:mm:ss'Z'}", perMinor: 100).AddStore(1, 1));

        var now = await Catalogue.GetProgramAsync(new GetProgramRequest { Program = 1 });
        var then = await Catalogue.GetProgramAsync(new GetProgramRequest { Program = 1, At = Timestamp.FromDateTimeOffset(change) });

        Assert.Equal((1, 1000L, change), (now.Version, now.EarnPerMinor, now.NextActiveFrom.ToDateTimeOffset()));
        Assert.Equal((2, 100L, null, change), (then.Version, then.EarnPerMinor, then.NextActiveFrom, then.ActiveFrom.ToDateTimeOffset()));
    }

    [Fact]
    public async Task Stores_come_in_pages()
    {
        var programs = NewProgramFolder().Add(1).Add(2).AddStore(9, 2, "UTC", "branch: North, merchant: Ada, day_starts: \"04:30\"");
        for (var store = 1; store <= 5; store++) programs.AddStore(store, 1);
        await BeginAnewAsync(programs);

        var numbers = new List<int>();
        var asked = new ListStoresRequest { PageSize = 2 };
        var pages = 0;
        do
        {
            var page = await Catalogue.ListStoresAsync(asked);
            numbers.AddRange(page.Stores.Select(store => store.Store));
            asked.Page = page.NextPage;
            pages++;
        } while (asked.Page.Length > 0);

        Assert.Equal([1, 2, 3, 4, 5, 9], numbers);
        Assert.Equal(3, pages);
        Assert.Equal(
            [
                new StoreFacts
                {
                    Store = 9, Name = "Store 9", Program = 2, TimeZone = "UTC", Branch = "North", Merchant = "Ada", DayStartsMinutes = 270,
                },
            ],
            (await Catalogue.ListStoresAsync(new ListStoresRequest { Program = 2 })).Stores);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        async Task WrongAsync(Func<Task> ask, StatusCode code, string violation) =>
            Problem.AssertViolations(await Assert.ThrowsAsync<RpcException>(ask), code, violation);
        Task ProgramAsync(GetProgramRequest request) => Catalogue.GetProgramAsync(request).ResponseAsync;
        Task StoresAsync(ListStoresRequest request) => Catalogue.ListStoresAsync(request).ResponseAsync;

        await WrongAsync(() => ProgramAsync(new GetProgramRequest()), StatusCode.InvalidArgument, "target REQUIRED");
        await WrongAsync(() => ProgramAsync(new GetProgramRequest { Program = 32_768 }), StatusCode.InvalidArgument, "program OUT_OF_RANGE");
        await WrongAsync(() => ProgramAsync(new GetProgramRequest { Program = 9 }), StatusCode.NotFound, "program UNKNOWN_PROGRAM");
        await WrongAsync(() => ProgramAsync(new GetProgramRequest { Store = 99 }), StatusCode.NotFound, "store UNKNOWN_STORE");
        await WrongAsync(() => ProgramAsync(new GetProgramRequest { Store = 1, At = new Timestamp { Nanos = -1 } }),
            StatusCode.InvalidArgument, "at MALFORMED");
        await WrongAsync(() => StoresAsync(new ListStoresRequest { PageSize = 501 }), StatusCode.InvalidArgument, "page_size OUT_OF_RANGE");
        await WrongAsync(() => StoresAsync(new ListStoresRequest { Page = "x" }), StatusCode.InvalidArgument, "page MALFORMED");
        await WrongAsync(() => StoresAsync(new ListStoresRequest { Program = 9 }), StatusCode.NotFound, "program UNKNOWN_PROGRAM");
    }
}
