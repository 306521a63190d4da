using Ledger.Server.Programs;

namespace Ledger.Rules.Tests.Programs;

/// <summary>The list of stores: every mistake is told with file, line and path.</summary>
public sealed class StoreListTests
{
    [Theory]
    [InlineData("stores:\n  - { store: 1, program: 1, name: A, time_zone: Mars/Olympus }\n",
        "stores.yaml:2: stores[0].time_zone: \"Mars/Olympus\" is not a time zone this machine knows, e.g. Asia/Shanghai.")]
    [InlineData("stores:\n  - { store: 1, program: 1, name: A, time_zone: \"\" }\n",
        "stores.yaml:2: stores[0].time_zone: \"\" is not a time zone this machine knows, e.g. Asia/Shanghai.")]
    [InlineData("stores:\n  - { store: 1, program: 1, name: A, time_zone: ../../etc/passwd }\n",
        "stores.yaml:2: stores[0].time_zone: \"../../etc/passwd\" is not a time zone this machine knows, e.g. Asia/Shanghai.")]
    [InlineData("stores:\n  - { store: 0, program: 1, name: A, time_zone: UTC }\n",
        "stores.yaml:2: stores[0].store: \"0\" is not a whole number from 1 to 2147483647.")]
    [InlineData("stores:\n  - { store: 1, program: 1, time_zone: UTC }\n", "stores.yaml:2: stores[0].name: is missing.")]
    [InlineData("stores:\n  - store: 1\n    program: 1\n    name: A\n    time_zone: UTC\n    branch: \"\"\n",
        "stores.yaml:6: stores[0].branch: a text of 1 to 64 characters is expected.")]
    [InlineData("stores:\n  - store: 1\n    program: 1\n    name: A\n    time_zone: UTC\n    merchant: [A]\n",
        "stores.yaml:6: stores[0].merchant: a single value is expected.")]
    [InlineData("stores:\n  - { store: 1, program: 1, name: A, time_zone: UTC, city: B }\n",
        "stores.yaml:2: stores[0].city: is not known here; known are name, store, branch, merchant, program, time_zone, day_starts.")]
    [InlineData("stores:\n  - { store: 1, program: 1, name: A, time_zone: UTC }\n  - { store: 1, program: 2, name: B, time_zone: UTC }\n",
        "stores.yaml:2: stores: store 1 is listed 2 times.")]
    [InlineData("stores:\n  - { store: 1, program: 1, name: A, time_zone: UTC }\n  - { store: x, program: 1, name: B, time_zone: UTC }\n",
        "stores.yaml:3: stores[1].store: \"x\" is not a whole number from 1 to 2147483647.")]
    [InlineData("stores:\n  - { store: 1, program: 1, name: A, time_zone: UTC, day_starts: \"12:01\" }\n",
        "stores.yaml:2: stores[0].day_starts: \"12:01\" is not a time of day from \"00:00\" to \"12:00\".")]
    [InlineData("stores:\n  - { store: 1, program: 1, name: A, time_zone: UTC, day_starts: 4 }\n",
        "stores.yaml:2: stores[0].day_starts: \"4\" is not a time of day from \"00:00\" to \"12:00\".")]
    [InlineData("stores:\n  - { store: 1, program: 1, name: A, time_zone: UTC, day_starts: \"-1:00\" }\n",
        "stores.yaml:2: stores[0].day_starts: \"-1:00\" is not a time of day from \"00:00\" to \"12:00\".")]
    [InlineData("stores: 5\n", "stores.yaml:1: stores: a list is expected.")]
    [InlineData("shops: []\n", "stores.yaml:1: shops: is not known here; known are stores.")]
    [InlineData("", "stores.yaml:1: one mapping of names to values is expected.")]
    public void One_mistake_is_named_with_file_line_and_path(string text, string mistake) =>
        Assert.Equal([mistake], Assert.Throws<ProgramDocumentException>(() => StoreList.Parse("stores.yaml", text)).Mistakes);

    [Fact]
    public void A_store_may_name_its_branch_and_merchant()
    {
        var stores = StoreList.Parse("stores.yaml", """
            stores:
              - { store: 1, program: 1, name: A, time_zone: UTC, branch: North, merchant: Grocer Ltd }
              - { store: 2, program: 1, name: B, time_zone: UTC }
            """);
        Assert.Equal([("North", "Grocer Ltd"), ("", "")], stores.Select(store => (store.Branch, store.Merchant)));
    }

    [Fact]
    public void A_store_may_begin_its_day_after_midnight()
    {
        var stores = StoreList.Parse("stores.yaml", """
            stores:
              - { store: 1, program: 1, name: A, time_zone: UTC, day_starts: "04:00" }
              - { store: 2, program: 1, name: B, time_zone: UTC, day_starts: 12:00 }
              - { store: 3, program: 1, name: C, time_zone: UTC }
            """);
        Assert.Equal([new TimeOnly(4, 0), new TimeOnly(12, 0), TimeOnly.MinValue], stores.Select(store => store.DayStarts));
    }

    [Fact]
    public void Stores_keep_their_order_program_and_time_zone()
    {
        var stores = StoreList.Parse("stores.yaml", """
            stores:
              - { store: 9, program: 2, name: A, time_zone: America/New_York }
              - { store: 3, program: 1, name: B, time_zone: UTC }
            """);
        Assert.Equal([(9, 2, "America/New_York"), (3, 1, "UTC")],
            stores.Select(store => (store.Number, (int)store.Program, store.TimeZone.Id)));
    }
}
