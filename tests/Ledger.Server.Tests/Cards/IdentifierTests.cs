using Ledger.Server.Cards;
using Npgsql;
using IdentifierKind = Ledger.Rules.Codes.IdentifierKind;

namespace Ledger.Server.Tests.Cards;

[Collection(OneServer.Name)]
public sealed class IdentifierTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private readonly CardKey _key = new(new byte[32]);

    [Fact]
    public void An_identifier_is_hashed_with_its_program_and_kind_and_never_like_a_card()
    {
        Guid[] ids =
        [
            _key.IdOf("13800000001"), _key.IdOf(1, IdentifierKind.Mobile, "13800000001"),
            _key.IdOf(2, IdentifierKind.Mobile, "13800000001"),
            _key.IdOf(1, IdentifierKind.MemberNumber, "13800000001"), _key.IdOf(1, IdentifierKind.Mobile, "13800000002"),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids[1], _key.IdOf(1, IdentifierKind.Mobile, "13800000001"));
        Assert.NotEqual(ids[1], new CardKey([.. new byte[31], 1]).IdOf(1, IdentifierKind.Mobile, "13800000001"));
    }

    [Fact]
    public async Task An_identifier_that_was_replaced_names_nobody_and_can_go_to_another_member()
    {
        await using var source =
            NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Ledger.Connection) { Pooling = false,
            Options = "-c role=ledger_server" });
        var directory = new CardDirectory(source, _key, 10);
        var (old, next) = (_key.IdOf(1, IdentifierKind.Mobile, "13800000001"), _key.IdOf(1, IdentifierKind.Mobile, "13800000002"));

        await GiveAsync(source, old, 1, IdentifierKind.Mobile);
        await GiveAsync(source, _key.IdOf(1, IdentifierKind.MemberNumber, "M-1"), 1, IdentifierKind.MemberNumber);
        Assert.Equal(1, await directory.FindAsync(old, default));

        await GiveAsync(source, next, 1, IdentifierKind.Mobile);
        Assert.Null(await directory.FindAsync(old, default));
        Assert.Equal(1, await directory.FindAsync(next, default));
        Assert.Equal(1, await directory.FindAsync(_key.IdOf(1, IdentifierKind.MemberNumber, "M-1"), default));

        await GiveAsync(source, old, 2, IdentifierKind.Mobile);
        Assert.Equal(2, await directory.FindAsync(old, default));

        // What is in force is nobody else's; giving it again to its own member is no conflict.
        var taken = await Assert.ThrowsAsync<PostgresException>(() => GiveAsync(source, old, 1, IdentifierKind.Mobile));
        Assert.Equal("card_points_at_one_account", taken.ConstraintName);
        await GiveAsync(source, old, 2, IdentifierKind.Mobile);
        Assert.Equal(2, await directory.FindAsync(old, default));
    }

    [Fact]
    public async Task A_server_ends_no_identifier_but_by_a_row_of_the_journal_that_says_that_another_one_has_come()
    {
        var old = Guid.NewGuid();
        await using var owner = await ConnectAsync();
        await owner.ExecuteAsync(
            "INSERT INTO card (card, account, last_four, key, kind) VALUES (@old, 1, '0001', gen_random_uuid(), 3)", new { old });
        await owner.ExecuteAsync("SET ROLE ledger_server");

        await owner.ExecuteAsync(
            "SELECT card_replace_identifiers(ARRAY[gen_random_uuid()], ARRAY[1::bigint], ARRAY[gen_random_uuid()], ARRAY[3::smallint])");

        Assert.Null(await owner.ExecuteScalarAsync<Guid?>("SELECT void_by FROM card WHERE card = @old", new { old }));
    }

    [Fact]
    public async Task A_cards_row_is_never_void()
    {
        await using var source =
            NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Ledger.Connection) { Pooling = false,
            Options = "-c role=ledger_server" });
        var directory = new CardDirectory(source, _key, 10);

        await GiveAsync(source, _key.IdOf("card-of-member-1"), 1, IdentifierKind.Card);
        await GiveAsync(source, _key.IdOf("card-of-member-2"), 1, IdentifierKind.Card);

        Assert.Equal(1, await directory.FindAsync(_key.IdOf("card-of-member-1"), default));
        Assert.Equal(1, await directory.FindAsync(_key.IdOf("card-of-member-2"), default));
        var taken = await Assert.ThrowsAsync<PostgresException>(() =>
            GiveAsync(source, _key.IdOf("card-of-member-1"), 2, IdentifierKind.Card));
        Assert.Equal("card_points_at_one_account", taken.ConstraintName);
    }

    /// <summary>No transaction gave what these tests give, and a ledger with it is not sound.</summary>
    public override async ValueTask DisposeAsync()
    {
        await ExecuteAsync("DELETE FROM card");
        await base.DisposeAsync();
    }

    /// <summary>As a commit does: what was of the kind ends, and the new one comes.</summary>
    private async Task GiveAsync(NpgsqlDataSource source, Guid id, long account, IdentifierKind kind)
    {
        var given = new { id, account, key = Guid.CreateVersion7(), kind = (short)kind };
        await using (var owner = await ConnectAsync())
            await owner.ExecuteAsync(
                "UPDATE card SET void_by = @key WHERE account = @account AND kind = @kind AND kind <> 1 AND void_by IS NULL", given);
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "INSERT INTO card (card, account, last_four, key, kind) VALUES (@id, @account, '0001', @key, @kind)", given);
    }
}
