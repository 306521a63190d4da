using Ledger.Rules.Tests.Model;
using Ledger.Server.Rules;

namespace Ledger.Rules.Tests.Deciding;

/// <summary>The hash that tells a retry from another payload is stored with each row: it must stay what it is.</summary>
public sealed class PayloadHashTests
{
    private static readonly Guid _card = new("11111111-2222-3333-4444-555555555555");
    private static readonly DateTime _time = new DateTime(2026, 11, 22, 4, 0, 0, DateTimeKind.Utc).AddMicroseconds(123456);

    // Worked out apart from the server, from the description of the hash.
    public static TheoryData<int, long> KnownValues => new()
    {
        { 0, -3422276945897552394 },
        { 1, -6370615333741027779 },
        { 2, -4089870683224066368 },
        { 3, -8072123539328462100 },
    };

    [Theory]
    [MemberData(nameof(KnownValues))]
    public void I5_The_hash_of_a_payload_never_changes(int operation, long hash) => Assert.Equal(hash, PayloadHash.Of(_known[operation]));

    [Fact]
    public void I5_Every_field_of_a_caller_changes_the_hash()
    {
        var plain = new Ask(Guid.NewGuid(), V1.Kind.TopUp, 5);
        Ask[] changes =
        [
            plain, plain with { Kind = V1.Kind.Debit }, plain with { Account = 6 }, plain with { Card = "a card" }, plain with { Card = "another" },
            plain with { Store = 2 }, plain with { Terminal = 8 }, plain with { Operator = 1 }, plain with { TerminalSeq = 1 },
            plain with { When = plain.When.AddMicroseconds(1) }, plain with { Reference = "a" }, plain with { Reference = "b" }, plain with { Reference = "ab" },
            plain with { Amount = 1 }, plain with { Amount = -1 }, plain with { Asset = V1.Asset.Bonus }, plain with { AllowPartial = true },
            plain with { Note = "a" }, plain with { Note = "b" }, plain with { Reference = "a", Note = "b" }, plain with { Reference = "b", Note = "a" },
            plain with { Reference = "ab", Note = "c" }, plain with { Reference = "a", Note = "bc" },
            plain with { NewCard = "a card" }, plain with { NewCard = "another" },
        ];
        Assert.Equal(changes.Length, changes.Select(change => change.ToOperation().PayloadHash).Distinct().Count());
    }

    [Fact]
    public void I5_What_is_derived_does_not_count()
    {
        var ask = new Ask(Guid.NewGuid(), V1.Kind.TopUp, 5) { Card = "a card" };
        Assert.Equal(ask.ToOperation().PayloadHash, (ask with { Program = 2, Key = Guid.NewGuid(), Account = 6 }).ToOperation().PayloadHash);
    }

    private static readonly IReadOnlyList<Operation> _known =
    [
        new()
        {
            Key = default, Kind = OperationKind.TopUp, Account = 5, AccountStated = true, Store = 1, Program = 1, Terminal = 7, TerminalSeq = 42,
            BusinessTime = _time, BusinessDate = default, Asked = 700,
        },
        new()
        {
            Key = default, Kind = OperationKind.Debit, Account = 5, Card = _card, Store = 1, Program = 1, Terminal = 7, Operator = 2,
            BusinessTime = _time, BusinessDate = default, Reference = "ticket é", Asked = 700, AllowPartial = true,
        },
        new()
        {
            Key = default, Kind = OperationKind.OpenAccount, Account = 5, Store = 1, Program = 1, Terminal = 7,
            BusinessTime = _time, BusinessDate = default, NewCard = new NewCard(_card, "5555"),
        },
        new()
        {
            Key = default, Kind = OperationKind.Adjust, Account = (1L << 53) - 1, AccountStated = true, Store = int.MaxValue, Program = 1, Terminal = 7,
            TerminalSeq = long.MaxValue, BusinessTime = _time, BusinessDate = default, Asked = -700, Asset = Server.Rules.Asset.Bonus, Note = "lost",
        },
    ];
}
