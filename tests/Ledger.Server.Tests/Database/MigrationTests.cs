using Ledger.Rules.Asked;
using Ledger.Server.Cards;
using Ledger.Server.Journal.Sql;
using Npgsql;

namespace Ledger.Server.Tests.Database;

/// <summary>A ledger that the first schema made, with rows and checkpoints as its servers wrote them, meets this server.</summary>
[Collection(OneServer.Name)]
public sealed class MigrationTests(LedgerCluster cluster)
{
    private const long Account = 4711;

    [Fact]
    public async Task An_older_ledger_is_migrated_without_rewriting_its_rows_and_goes_on()
    {
        var (connection, cardKey) = await MakeOldAsync();
        await using var session = await Sessions.OpenAsync(connection);
        var before = await FilesAsync(session);

        await using var ledger = await TestLedger.StartOnAsync(connection, cardKey);

        Assert.Equal(before, await FilesAsync(session));
        Assert.Equal(
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
            await session.QueryAsync<int>("SELECT number FROM schema_migration ORDER BY number"));
        var balances = await ledger.Reading().GetBalancesAsync(new GetBalancesRequest { Account = Account });
        Assert.Equal(new Holdings { Points = 250, PrincipalMinor = 20_000, BonusMinor = 1_000 }, balances.Holdings);
        var operations = new OperationBuilder(1, 7, 3, TimeProvider.System);
        var receipt = await ledger.Posting().PostAsync(operations.Debit(Target.Account(Account), 1_500));
        Assert.Equal((Outcome.Posted, 19_500L), (receipt.Outcome, receipt.Balances.PrincipalMinor + receipt.Balances.BonusMinor));
        Assert.Empty((await ledger.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task Months_made_before_have_the_new_constraints_and_not_the_old_ones()
    {
        var (connection, cardKey) = await MakeOldAsync();
        await using var ledger = await TestLedger.StartOnAsync(connection, cardKey);
        await using var session = await Sessions.OpenAsync(connection);

        var months = (await session.QueryAsync<(string Month, string Constraints)>(
            """
            SELECT c.relname, string_agg(k.conname || pg_get_constraintdef(k.oid), ',' ORDER BY k.conname)
              FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c'
             WHERE c.relname LIKE 'journal%' GROUP BY c.relname
            """)).ToArray();

        Assert.True(months.Length > 2);
        Assert.All(months, month => Assert.Equal(months[0].Constraints, month.Constraints));
        Assert.Contains("ANY (ARRAY[9, 10])", months[0].Constraints, StringComparison.Ordinal);
    }

    // The file of a table changes when its rows are written anew.
    private static async Task<IReadOnlyList<string>> FilesAsync(NpgsqlConnection session) =>
        [.. await session.QueryAsync<string>(
            """
            SELECT relname || ' in ' || pg_relation_filenode(oid) FROM pg_class
             WHERE relname IN ('account', 'card', 'journal_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')) ORDER BY 1
            """)];

    /// <summary>
    /// The database as migration 001 and a server of that time left it: three transactions, one of them only in the journal.
    /// </summary>
    private async Task<(string Connection, string CardKeyFile)> MakeOldAsync()
    {
        var connection = await cluster.Postgres.NewDatabaseAsync();
        var cardKeyFile = Path.Combine(cluster.Postgres.Folder, $"card-{Guid.NewGuid():N}.key");
        await using var session = await Sessions.OpenAsync(connection);
        var at = DateTime.UtcNow.Date;
        var (number, name, text) = SqlText.Migrations[0];
        await session.ExecuteAsync(
            """
            CREATE TABLE schema_migration (
              number integer PRIMARY KEY, name text NOT NULL, text text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
            """);
        await session.ExecuteAsync(text);
        await session.ExecuteAsync(
            "INSERT INTO schema_migration (number, name, text) VALUES (@number, @name, @text)", new { number, name, text });
        await session.ExecuteAsync(
            "INSERT INTO ledger (partitions, card_key_check) VALUES (1, @check); INSERT INTO partition (partition) VALUES (0)",
            new { check = CardKey.ReadOrMake(cardKeyFile).Check });
        await session.ExecuteAsync(
            """
            SELECT journal_make_month(now());
            INSERT INTO journal (seq, prev_seq, account, amount, points_after, principal_after, bonus_after, asked, figure, terminal_seq,
                payload_hash, business_time, posted_at, business_date, store, terminal, operator, rule_version, partition, program, leg,
                asset, counter, kind, outcome, key, lot, card, new_card, new_card_last_four)
            SELECT seq, prev_seq, @Account, amount, points_after, principal_after, bonus_after, 0, 0, 0,
                   CASE kind WHEN 1 THEN 1 WHEN 3 THEN @topUpHash ELSE @accrueHash END,
                   @at, now(), @at::date, 1, 7, 3, 1, 0, 1, leg, asset, counter, kind, 1, key, lot, NULL, new_card, last_four
              FROM (VALUES
                (1, 0, 0,     0,   0,     0,    0, 0, 0, 1, @open,   NULL,              @card::uuid, '1111'),
                (2, 1, 20000, 0,   20000, 0,    0, 2, 3, 3, @topUp,  NULL,              NULL,        NULL),
                (3, 2, 1000,  0,   20000, 1000, 1, 3, 5, 3, @topUp,  date '2099-06-30', NULL,        NULL),
                (4, 3, 250,   250, 20000, 1000, 0, 1, 1, 4, @accrue, date '2099-12-31', NULL,        NULL)
              ) AS rows (seq, prev_seq, amount, points_after, principal_after, bonus_after, leg, asset, counter, kind, key, lot, new_card,
                       last_four);
            INSERT INTO card (card, account, last_four, key) VALUES (@card, @Account, '1111', @open);
            INSERT INTO account VALUES (0, @Account, 1, 3, 0, 20000, 1000,
                format('{"points":[],"bonus":[["2099-06-30",1000]],"cards":[["%s","1111",1]]}', @card)::jsonb);
            UPDATE partition SET next_seq = 5, checkpoint_seq = 3;
            """,
            new
            {
                Account, at, topUpHash = HashOf(Rules.Codes.OperationKind.TopUp, at),
                accrueHash = HashOf(Rules.Codes.OperationKind.Accrue, at),
                open = Guid.CreateVersion7(), topUp = Guid.CreateVersion7(), accrue = Guid.CreateVersion7(), card = Guid.NewGuid(),
            });
        return (connection, cardKeyFile);
    }

    private static long HashOf(Rules.Codes.OperationKind kind, DateTime at) => PayloadHash.Of(new Rules.Asked.Operation
    {
        Key = Guid.Empty, Kind = kind, Account = Account, AccountStated = true, Store = 1, Program = 1, Terminal = 7, Operator = 3,
        BusinessTime = at, BusinessDate = DateOnly.FromDateTime(at),
    });
}
