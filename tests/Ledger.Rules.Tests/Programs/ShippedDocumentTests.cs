using System.Text.Json;
using Ledger.Rules.Program;
using Ledger.Rules.Tests.Architecture;
using Ledger.Rules.Tests.Model;
using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs;

/// <summary>The documents that come with the server.</summary>
public sealed class ShippedDocumentTests
{
    [Fact]
    public void The_demo_card_reads_as_its_comments_say()
    {
        var text = Shipped("demo.yaml");
        var document = ProgramDocument.Parse("demo.yaml", text);
        Assert.Equal(("Member card", text), (document.Name, document.Text));

        var expected = Terms.Demo.ToRules(version: 1, activeFrom: new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)) with
        {
            Name = "Member card", WhenFull = WhenFull.Cap, TopUpMaxMinor = 1_000_000, DebitMaxMinor = 1_000_000,
            PurchaseMaxMinor = 10_000_000, PointsMax = 1_000_000,
        };
        // Field by field: arrays and sets are compared by what they hold.
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(document.Rules));
        Assert.Equal(DateTimeKind.Utc, document.Rules.ActiveFrom.Kind);
        Assert.Equal(55, document.Rules.PointsFor(55_900));
    }

    [Fact]
    public void The_shipped_stores_belong_to_the_shipped_program()
    {
        var stores = StoreList.Parse("stores.yaml", Shipped("stores.yaml"));
        Assert.Equal([(1, 1, "Central", "Asia/Shanghai"), (2, 1, "Riverside", "Asia/Shanghai")],
            stores.Select(store => (store.Number, (int)store.Program, store.Name, store.TimeZone.Id)));
    }

    [Fact]
    public void The_server_ships_them_beside_itself()
    {
        foreach (var name in new[] { "demo.yaml", "stores.yaml" })
            Assert.Equal(Shipped(name), File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "programs", name)));
    }

    [Theory]
    [InlineData("bonus_first", PoolOrder.BonusFirst)]
    [InlineData("principal_first", PoolOrder.PrincipalFirst)]
    [InlineData("proportional", PoolOrder.Proportional)]
    public void Each_order_of_pools_can_be_chosen(string written, PoolOrder order) =>
        Assert.Equal(order, ProgramDocument.Parse("card.yaml", SampleDocument.With("bonus_first", written)).Rules.PoolOrder);

    [Theory]
    [InlineData("kind: unlimited", ValidityKind.Unlimited, 0)]
    [InlineData("kind: days, count: 30", ValidityKind.Days, 30)]
    [InlineData("kind: months, count: 6", ValidityKind.Months, 6)]
    [InlineData("kind: end_of_year, count: 2", ValidityKind.EndOfYear, 2)]
    public void Each_kind_of_validity_can_be_chosen(string written, ValidityKind kind, int count) =>
        Assert.Equal(new Validity(kind, count),
            ProgramDocument.Parse("card.yaml", SampleDocument.With("kind: months, count: 12", written)).Rules.BonusValidity);

    [Fact]
    public void A_moment_counts_in_UTC_whatever_its_offset() => Assert.Equal(
        new DateTime(2025, 12, 31, 16, 0, 0, DateTimeKind.Utc),
        ProgramDocument.Parse("card.yaml", SampleDocument.With("2026-01-01T00:00:00Z", "2026-01-01T00:00:00+08:00")).Rules.ActiveFrom);

    private static string Shipped(string name) => File.ReadAllText(Path.Combine(Repository.Root, "programs", name));
}
