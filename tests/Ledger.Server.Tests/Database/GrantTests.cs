using Npgsql;

namespace Ledger.Server.Tests.Database;

[Collection(OneServer.Name)]
public sealed class GrantTests(LedgerCluster cluster) : LedgerTest(cluster)
{
    private const string Select = "SELECT";
    private const string SelectInsert = "INSERT SELECT";
    private const string SelectInsertUpdate = "INSERT SELECT UPDATE";
    private const string SelectUpdate = "SELECT UPDATE";

    [Fact]
    public async Task The_servers_role_has_exactly_these_privileges_on_tables()
    {
        Assert.Equal(
            [
                ("account", SelectInsertUpdate), ("asset", Select), ("authority_change", Select), ("caller", Select),
                ("caller_grant", Select), ("caller_kind", Select), ("card", SelectInsert), ("card_batch", SelectInsert),
                ("card_prefix", SelectInsert), ("card_stock", SelectInsert), ("closing", SelectInsert),
                ("closing_account", SelectInsertUpdate), ("closing_held", SelectInsertUpdate),
                ("closing_position", SelectUpdate), ("closing_total", SelectInsertUpdate), ("credential", Select),
                ("day_total", SelectInsertUpdate), ("enrolment", Select), ("entry", Select),
                ("held_total", SelectInsertUpdate), ("journal", SelectInsert), ("kind", Select), ("lane", SelectInsertUpdate),
                ("ledger", Select), ("ledger_month", Select),
                ("ledger_total", SelectInsertUpdate), ("number_repeat", SelectInsertUpdate), ("number_run", "DELETE INSERT SELECT"),
                ("outcome", Select), ("partition", SelectUpdate), ("person", Select), ("policy", Select), ("program", SelectInsert),
                ("receipt", "DELETE INSERT SELECT UPDATE"), ("receipt_position", SelectUpdate),
                ("schema_migration", Select), ("server", SelectInsertUpdate), ("session", Select), ("settlement_month", SelectInsert),
                ("step_up", Select), ("store", SelectInsertUpdate), ("store_party", SelectInsert), ("system_account", Select),
                ("total_position", SelectUpdate),
            ],
            await PrivilegesOfAsync("ledger_server"));
    }

    [Fact]
    public async Task Who_may_do_what_is_written_under_a_role_of_its_own_that_writes_nothing_else()
    {
        Assert.Equal(
            [
                ("authority_change", SelectInsert), ("caller", SelectInsert), ("caller_grant", SelectInsert), ("caller_kind", Select),
                ("credential", SelectInsert), ("enrolment", SelectInsert), ("person", SelectInsert),
                ("person_secret", "DELETE INSERT SELECT UPDATE"), ("policy", SelectInsert), ("session", "DELETE INSERT SELECT"),
                ("step_up", "DELETE INSERT SELECT"),
                ("wrong_secret", "DELETE INSERT SELECT"),
            ],
            await PrivilegesOfAsync("ledger_authority"));
        Assert.Equal(
            [
                "caller.name UPDATE", "caller.revoked_at UPDATE", "caller.store UPDATE", "caller.terminal UPDATE",
                "caller_grant.vouched UPDATE", "caller_grant.withdrawn_at UPDATE", "credential.revoked_at UPDATE",
                "enrolment.used_at UPDATE", "person.disabled_at UPDATE", "person.secret_set_at UPDATE", "session.ended_at UPDATE",
                "session.used_at UPDATE",
            ],
            await QueryAsync<string>(
                """
                SELECT c.relname || '.' || t.attname || ' ' || a.privilege_type
                  FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
                 WHERE a.grantee = 'ledger_authority'::regrole ORDER BY 1
                """));
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync("SET ROLE ledger_server");
        var refused = await Record.ExceptionAsync(() => connection.ExecuteAsync("INSERT INTO caller (kind, name) VALUES (3, 'anybody')"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (refused as PostgresException)?.SqlState);
    }

    [Fact]
    public async Task The_readers_role_may_only_read()
    {
        Assert.All(await PrivilegesOfAsync("ledger_read"), each => Assert.Equal(Select, each.Privileges));
        Assert.Equal((await PrivilegesOfAsync("ledger_server")).Select(each => each.Name),
            (await PrivilegesOfAsync("ledger_read")).Select(each => each.Name));
    }

    [Fact]
    public async Task Nobody_else_has_any_privilege()
    {
        Assert.Empty(await QueryAsync<string>(
            """
            SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a
             WHERE c.relnamespace = 'public'::regnamespace
               AND a.grantee NOT IN (c.relowner, 'ledger_server'::regrole, 'ledger_read'::regrole, 'ledger_authority'::regrole)
            UNION ALL
            SELECT p.proname FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
             WHERE p.pronamespace = 'public'::regnamespace AND a.grantee NOT IN (p.proowner, 'ledger_server'::regrole)
            UNION ALL
            SELECT 'columns of ' || attrelid::regclass::text FROM pg_attribute, aclexplode(attacl) a
             WHERE a.grantee <> 'ledger_authority'::regrole AND attrelid IN
              (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
            """));
        Assert.Equal(["card_free_identifiers", "card_replace_identifiers", "journal_make_month"], await QueryAsync<string>(
            """
            SELECT p.proname FROM pg_proc p
             WHERE p.pronamespace = 'public'::regnamespace AND has_function_privilege('ledger_server', p.oid, 'EXECUTE') ORDER BY 1
            """));
    }

    [Fact]
    public async Task The_roles_own_nothing_and_can_make_nothing()
    {
        Assert.Equal(0, await ScalarAsync<long>(
            "SELECT count(*) FROM pg_class WHERE relowner IN ('ledger_server'::regrole, 'ledger_read'::regrole, 'ledger_authority'::regrole)"));
        Assert.Equal(0, await ScalarAsync<long>(
            """
            SELECT count(*) FROM pg_roles WHERE rolname IN ('ledger_server', 'ledger_read', 'ledger_authority')
               AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls
                    OR has_schema_privilege(rolname, 'public', 'CREATE') OR pg_has_role(rolname, 'pg_write_all_data', 'MEMBER'))
            """));
    }

    [Fact]
    public async Task The_server_may_not_change_or_remove_what_is_written()
    {
        await PostedAsync(Operations.TopUp(Target.Account(await OpenAsync(card: "card-of-member-1")), 20_000));
        var month = await ScalarAsync<string>("SELECT tableoid::regclass::text FROM journal LIMIT 1");
        string[] statements =
        [
            "UPDATE journal SET amount = 1",
            "UPDATE journal SET reference = ''",
            "DELETE FROM journal",
            "TRUNCATE journal",
            "UPDATE {month} SET amount = 1",
            "DELETE FROM {month}",
            "TRUNCATE {month}",
            "DROP TABLE {month}",
            "ALTER TABLE journal DETACH PARTITION {month}",
            "ALTER TABLE journal DROP CONSTRAINT journal_points_floor",
            "DELETE FROM account",
            "DELETE FROM card",
            "UPDATE card SET account = 1",
            "UPDATE program SET document = ''",
            "DELETE FROM partition",
            "DELETE FROM lane",
            "UPDATE ledger SET partitions = 1",
            "UPDATE outcome SET name = ''",
            "DELETE FROM schema_migration",
            "DELETE FROM day_total",
            "DELETE FROM ledger_total",
            "DELETE FROM total_position",
            "DELETE FROM held_total",
            "DELETE FROM receipt_position",
            "UPDATE closing SET hash = ''",
            "DELETE FROM closing",
            "DELETE FROM closing_account",
            "DELETE FROM closing_total",
            "DELETE FROM closing_held",
            "DELETE FROM closing_position",
            "UPDATE caller SET revoked_at = NULL",
            "INSERT INTO caller_grant (caller, role, scope, vouched) VALUES (1, 5, 5, true)",
            "INSERT INTO policy (active_from, document) VALUES (now(), '')",
            "INSERT INTO authority_change (what) VALUES ('')",
            "UPDATE person SET disabled_at = NULL",
            "SELECT * FROM person_secret",
            "INSERT INTO session (token, operator, caller, spki, not_after) VALUES ('', 1, 1, '', now())",
            "DELETE FROM wrong_secret",
            "DELETE FROM step_up",
            "DELETE FROM authority_change",
        ];
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync("SET ROLE ledger_server");
        foreach (var statement in statements)
        {
            var refused = await Record.ExceptionAsync(() =>
                connection.ExecuteAsync(statement.Replace("{month}", month, StringComparison.Ordinal)));
            Assert.Equal((statement, PostgresErrorCodes.InsufficientPrivilege), (statement, (refused as PostgresException)?.SqlState));
        }
    }

    [Fact]
    public async Task I2_The_database_itself_refuses_rows_that_cannot_be()
    {
        await PostedAsync(Operations.TopUp(Target.Account(await OpenAsync()), 20_000));
        await RestartAsync();
        const string columns =
            """
            account, amount, asked, figure, terminal_seq, payload_hash, business_time, posted_at, business_date, store, terminal, operator,
            rule_version, partition, program, leg, asset, counter, kind, outcome, key
            """;
        (string Statement, string Constraint)[] rows =
        [
            ("INSERT INTO journal (seq, prev_seq, {columns}, points_after, principal_after, bonus_after) "
                + "SELECT 9, 0, {columns}, 0, -1, 0 FROM journal LIMIT 1", "journal_principal_floor"),
            ("UPDATE journal SET points_after = -1, amount = -1, asset = 1, lot = '2030-01-01' WHERE asset = 2", "journal_points_floor"),
            ("UPDATE journal SET principal_after = -1", "journal_principal_floor"),
            ("UPDATE journal SET bonus_after = -1", "journal_bonus_floor"),
            ("UPDATE journal SET outcome = 17", "journal_refusal_moves_nothing"),
            ("UPDATE journal SET counter = 0", "journal_transfer_is_whole"),
            ("UPDATE journal SET lot = NULL", "journal_lot_where_lots_are"),
            ("UPDATE journal SET lot = '-infinity' WHERE asset = 3", "journal_debt_is_of_points"),
            ("UPDATE journal SET lot_from = '2030-01-01' WHERE asset = 3", "journal_only_points_wait"),
            ("UPDATE journal SET detail = '{}' WHERE leg = 1", "journal_detail_on_first_leg"),
            ("INSERT INTO card (card, account, last_four, key, kind) VALUES (gen_random_uuid(), 1, '', gen_random_uuid(), 9)", "card_kind"),
            ("UPDATE journal SET prev_seq = seq", "journal_chain_runs_forward"),
            ("UPDATE journal SET leg = -1", "journal_leg_from_zero"),
            ("UPDATE account SET points = -1", "account_points_floor"),
            ("UPDATE account SET principal = -1", "account_principal_floor"),
            ("UPDATE account SET bonus = -1", "account_bonus_floor"),
            ("UPDATE partition SET checkpoint_seq = next_seq", "partition_checkpoint_behind_journal"),
            ("UPDATE partition SET epoch = epoch + 1, rules_epoch = epoch + 1, returns_epoch = epoch + 1", "partition_writer_is_a_lane"),
            ("INSERT INTO lane (node, number) VALUES ('a', -1)", "lane_number"),
            ("INSERT INTO ledger (only_row, partitions, card_key_check) VALUES (false, 4, '')", "ledger_has_one_row"),
        ];
        await using var connection = await ConnectAsync();
        foreach (var (statement, constraint) in rows)
        {
            var refused = await Record.ExceptionAsync(() =>
                connection.ExecuteAsync(statement.Replace("{columns}", columns, StringComparison.Ordinal)));
            Assert.Equal((statement, constraint), (statement, (refused as PostgresException)?.ConstraintName));
        }
    }

    private async Task<IReadOnlyList<(string Name, string Privileges)>> PrivilegesOfAsync(string role) =>
        await QueryAsync<(string, string)>(
        """
        SELECT c.relname, string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type)
          FROM pg_class c, aclexplode(c.relacl) a
         WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = @role::regrole
         GROUP BY c.relname ORDER BY c.relname
        """, new { role });
}
