namespace Ledger.Crash.Tests.Damage;

/// <summary>
/// Damage to each column of each table of a <see cref="RichLedger"/>, with the check that must name it; and the columns whose damage no
/// database can show from itself, with the reason.
/// </summary>
internal static class ColumnHarm
{
    private const string TopUp = "WHERE kind = 3 AND account = 1 AND leg = 0";
    private const string Debit = "WHERE (partition, seq) = (SELECT partition, seq FROM journal WHERE kind = 5 AND account = 3 AND leg = 0)";
    private const string Redeemed = "WHERE kind = 6 AND account = 1 AND leg = 0";
    private const string One = "WHERE account = 1";
    private const string Member = "account = 1 AND detail ? 'membership'";

    /// <summary>Column, SQL, and the check that must name it.</summary>
    public static readonly (string Column, string Sql, string Check)[] Seen =
    [
        ("journal.seq", "UPDATE journal SET seq = seq + 1000 WHERE (partition, seq) IN (SELECT partition, max(seq) FROM journal GROUP BY 1)", "I7"),
        ("journal.prev_seq", $"UPDATE journal SET prev_seq = 0 {Debit}", "I7"),
        ("journal.account", $"UPDATE journal SET account = 77 {Debit}", "I7"),
        ("journal.amount", $"UPDATE journal SET amount = amount - 1 {Debit}", "I6"),
        ("journal.points_after", $"UPDATE journal SET points_after = points_after + 1 {TopUp}", "I6"),
        ("journal.principal_after", $"UPDATE journal SET principal_after = principal_after + 1 {TopUp}", "I6"),
        ("journal.bonus_after", $"UPDATE journal SET bonus_after = bonus_after + 1 {TopUp}", "I6"),
        ("journal.asked", $"UPDATE journal SET asked = asked + 1 {Debit}", "payload"),
        ("journal.figure", $"UPDATE journal SET figure = figure + 1 {Redeemed}", "rules"),
        ("journal.terminal_seq", $"UPDATE journal SET terminal_seq = 13 {TopUp}", "legs"),
        ("journal.payload_hash", $"UPDATE journal SET payload_hash = 1 {Redeemed}", "payload"),
        ("journal.business_time", $"UPDATE journal SET business_time = business_time - interval '1 second' {Redeemed}", "payload"),
        ("journal.posted_at", $"UPDATE journal SET posted_at = posted_at - interval '1 second' {TopUp}", "legs"),
        ("journal.business_date", $"UPDATE journal SET business_date = business_date - 5 {Redeemed}", "dates"),
        ("journal.store", $"UPDATE journal SET store = 2 {Redeemed}", "rules"),
        ("journal.terminal", $"UPDATE journal SET terminal = 99 {Redeemed}", "payload"),
        ("journal.operator", $"UPDATE journal SET operator = 99 {Redeemed}", "payload"),
        ("journal.rule_version", $"UPDATE journal SET rule_version = 7 {Redeemed}", "rules"),
        ("journal.partition", "UPDATE journal SET partition = 5 WHERE account = 1", "I7"),
        ("journal.program", $"UPDATE journal SET program = 2 {Redeemed}", "rules"),
        ("journal.leg", $"UPDATE journal SET leg = 5 {Debit}", "I3"),
        ("journal.asset", "UPDATE journal SET asset = 2, lot = NULL, lot_from = NULL WHERE kind = 4 AND note IS NOT NULL", "I6"),
        ("journal.counter", $"UPDATE journal SET counter = 3 {Debit}", "counters"),
        ("journal.kind", $"UPDATE journal SET kind = 22 {Debit}", "legs"),
        ("journal.outcome", $"UPDATE journal SET outcome = 2 {TopUp}", "I3 I5"),
        ("journal.key", "UPDATE journal SET key = (left(key::text, 35) || CASE right(key::text, 1) WHEN '0' THEN '1' ELSE '0' END)::uuid WHERE kind = 1 AND account = 1", "cards"),
        ("journal.lot", "UPDATE journal SET lot = lot + 1 WHERE kind = 3 AND account = 1 AND asset = 3", "I12"),
        ("journal.card", "UPDATE journal SET card = gen_random_uuid() WHERE kind = 5 AND account = 3", "cards"),
        ("journal.new_card", "UPDATE journal SET new_card = gen_random_uuid() WHERE kind = 2", "cards"),
        ("journal.new_card_last_four", "UPDATE journal SET new_card_last_four = '9999' WHERE kind = 2", "cards"),
        ("journal.reference", $"UPDATE journal SET reference = 'bill 8' {TopUp}", "payload"),
        ("journal.note", $"UPDATE journal SET note = 'card' {TopUp}", "payload"),
        ("journal.original", "UPDATE journal SET original = gen_random_uuid() WHERE kind = 9", "originals"),
        ("journal.lot_from", "UPDATE journal SET lot_from = '2090-01-01' WHERE kind = 4 AND note IS NULL", "I12"),
        ("journal.detail", "UPDATE journal SET detail = jsonb_set(detail, '{tier,tier}', '\"gold\"') WHERE kind = 4 AND detail ? 'tier'", "tiers"),

        ("account.partition", $"UPDATE account SET partition = 1 - partition {One}", "I6"),
        ("account.account", $"UPDATE account SET account = 77 {One}", "I6"),
        ("account.program", $"UPDATE account SET program = 2 {One}", "I6"),
        ("account.last_seq", $"UPDATE account SET last_seq = last_seq - 1 {One}", "I6"),
        ("account.points", $"UPDATE account SET points = points + 1 {One}", "I12"),
        ("account.principal", $"UPDATE account SET principal = principal + 1 {One}", "I6"),
        ("account.bonus", $"UPDATE account SET bonus = bonus + 1 {One}", "I12"),
        ("account.detail", $"UPDATE account SET detail = detail - 'activity' {One}", "I6"),
        ("account.due_on", $"UPDATE account SET due_on = NULL {One}", "due"),
        ("account.hold_until", $"UPDATE account SET hold_until = NULL {One}", "due"),

        ("card.card", "UPDATE card SET card = gen_random_uuid() WHERE account = 1 AND kind = 1", "cards"),
        ("card.account", "UPDATE card SET account = 2 WHERE account = 3", "cards"),
        ("card.last_four", "UPDATE card SET last_four = '9999' WHERE account = 3", "cards"),
        ("card.key", "UPDATE card SET key = gen_random_uuid() WHERE account = 3", "cards"),
        ("card.kind", "UPDATE card SET kind = 4 WHERE account = 1 AND kind = 2", "cards"),
        ("card.void_by", "UPDATE card SET void_by = gen_random_uuid() WHERE account = 1 AND void_by IS NOT NULL", "cards"),

        ("card_batch.key", "ALTER TABLE card_stock DROP CONSTRAINT card_stock_key_fkey; UPDATE card_batch SET key = gen_random_uuid()", "stock"),
        ("card_batch.made_at", "UPDATE card_batch SET made_at = made_at - interval '1 year'", "stock"),
        ("card_batch.count", "UPDATE card_batch SET count = 4", "stock"),
        ("card_batch.program", "UPDATE card_batch SET program = 2", "stock"),
        ("card_batch.card_type", "UPDATE card_batch SET card_type = 'special'", "stock"),
        ("card_batch.prefix", "UPDATE card_batch SET prefix = '99'", "stock"),
        ("card_stock.key", "ALTER TABLE card_stock DROP CONSTRAINT card_stock_key_fkey; UPDATE card_stock SET key = gen_random_uuid()", "stock"),
        ("card_stock.program", "UPDATE card_stock SET program = 2", "stock"),
        ("card_stock.type", "UPDATE card_stock SET type = 'special'", "stock"),
        ("card_stock.last_four", "UPDATE card_stock SET last_four = '9999'", "stock"),
        ("card_prefix.prefix", "UPDATE card_prefix SET prefix = '99'", "stock"),
        ("card_prefix.program", "UPDATE card_prefix SET program = 2", "stock"),
        ("card_prefix.since", "UPDATE card_prefix SET since = since + interval '1 year'", "stock"),

        ("total_position.partition", "UPDATE total_position SET partition = 5 WHERE partition = 1", "totals"),
        ("total_position.seq", "UPDATE total_position SET seq = 0 WHERE partition = 1", "totals"),
        ("ledger_total.posted_on", "UPDATE ledger_total SET posted_on = posted_on - 400", "totals"),
        ("ledger_total.program", "UPDATE ledger_total SET program = 2", "totals"),
        ("ledger_total.asset", "UPDATE ledger_total SET asset = 4 WHERE asset = 1", "totals"),
        ("ledger_total.counter", "UPDATE ledger_total SET counter = 99 WHERE counter = 3", "totals"),
        ("ledger_total.given", "UPDATE ledger_total SET given = given + 1 WHERE counter = 3", "totals"),
        ("ledger_total.taken", "UPDATE ledger_total SET taken = taken + 1 WHERE counter = 3", "totals"),
        ("day_total.store", "UPDATE day_total SET store = 9", "totals"),
        ("day_total.business_date", "UPDATE day_total SET business_date = business_date - 400", "totals"),
        ("day_total.terminal", "UPDATE day_total SET terminal = terminal + 1000", "totals"),
        ("day_total.posted_on", "UPDATE day_total SET posted_on = posted_on - 400", "totals"),
        ("day_total.program", "UPDATE day_total SET program = 2", "totals"),
        ("day_total.kind", "UPDATE day_total SET kind = 99 WHERE kind = 3", "totals"),
        ("day_total.outcome", "UPDATE day_total SET outcome = 99 WHERE kind = 3", "totals"),
        ("day_total.asset", "UPDATE day_total SET asset = 4 WHERE kind = 4 AND asset = 1", "totals"),
        ("day_total.counter", "UPDATE day_total SET counter = 99 WHERE counter = 3", "totals"),
        ("day_total.fee_version", "UPDATE day_total SET fee_version = 7 WHERE kind = 3", "totals"),
        ("day_total.count", "UPDATE day_total SET count = count + 1 WHERE kind = 3", "totals"),
        ("day_total.given", "UPDATE day_total SET given = given + 1 WHERE kind = 3", "totals"),
        ("day_total.taken", "UPDATE day_total SET taken = taken + 1 WHERE kind = 3", "totals"),
        ("day_total.worth", "UPDATE day_total SET worth = worth + 1 WHERE kind = 6", "totals"),
        ("day_total.netted", "UPDATE day_total SET netted = netted + 1 WHERE kind = 9", "totals"),
        ("number_run.first", "UPDATE number_run SET first = 1", "totals"),
        ("number_run.last", "UPDATE number_run SET last = last + 1", "totals"),
        ("number_run.store", "UPDATE number_run SET store = 9", "totals"),
        ("number_run.terminal", "UPDATE number_run SET terminal = terminal + 1000", "totals"),
        ("number_run.business_date", "UPDATE number_run SET business_date = business_date - 400", "totals"),
        ("number_repeat.number", "UPDATE number_repeat SET number = number + 100", "totals"),
        ("number_repeat.times", "UPDATE number_repeat SET times = times + 1", "totals"),
        ("number_repeat.store", "UPDATE number_repeat SET store = 9", "totals"),
        ("number_repeat.terminal", "UPDATE number_repeat SET terminal = terminal + 1000", "totals"),
        ("number_repeat.business_date", "UPDATE number_repeat SET business_date = business_date - 400", "totals"),

        ("partition.partition", "UPDATE partition SET partition = 5 WHERE partition = 1", "I7"),
        ("partition.epoch", "ALTER TABLE partition DROP CONSTRAINT partition_writer_knows_the_rules, DROP CONSTRAINT partition_writer_knows_returns; UPDATE partition SET epoch = epoch - 1", "I7"),
        ("partition.rules_epoch", "ALTER TABLE partition DROP CONSTRAINT partition_writer_knows_the_rules; UPDATE partition SET rules_epoch = 0", "I7"),
        ("partition.returns_epoch", "ALTER TABLE partition DROP CONSTRAINT partition_writer_knows_returns; UPDATE partition SET returns_epoch = 0", "I7"),
        ("partition.next_seq", "UPDATE partition SET next_seq = next_seq + 1", "I7"),
        ("partition.checkpoint_seq", "ALTER TABLE partition DROP CONSTRAINT partition_checkpoint_behind_journal; UPDATE partition SET checkpoint_seq = next_seq + 5", "I7"),

        ("program.program", "UPDATE program SET program = 3 WHERE program = 1", "rules"),
        ("program.version", "UPDATE program SET version = 3 WHERE program = 1", "rules"),
        ("program.document", "UPDATE program SET document = replace(document, 'worth_minor: 500', 'worth_minor: 600')", "rules"),
        ("store.store", "ALTER TABLE store_party DROP CONSTRAINT store_party_store_fkey; UPDATE store SET store = 9", "rules"),
        ("store.program", "UPDATE store SET program = 2", "rules"),
        ("store_party.store", "ALTER TABLE store_party DROP CONSTRAINT store_party_store_fkey; UPDATE store_party SET store = 9", "parties"),
        ("store_party.since", "UPDATE store_party SET since = since + interval '3 days' WHERE since > '-infinity'", "parties"),
        ("store_party.branch", "UPDATE store_party SET branch = '', merchant = ''", "parties"),
        ("ledger.partitions", "UPDATE ledger SET partitions = 3", "I7"),
        ("ledger_month.month", "UPDATE ledger_month SET month = month - interval '10 years'", "months"),
        ("settlement_month.program", "UPDATE settlement_month SET program = 9 WHERE month % 100 = 3", "months"),
        ("settlement_month.month", "UPDATE settlement_month SET month = month - 100 WHERE month % 100 = 3", "months"),
        ("settlement_month.closes_at", "UPDATE settlement_month SET closes_at = closes_at + interval '1 week'", "months"),
    ];

    /// <summary>What else can be wrong in a checkpoint's detail: every part of it.</summary>
    public static readonly (string Part, string Sql, string Check)[] OfDetail =
    [
        Set("cards,0,1", "\"9999\""), Set("cards,0,2", "4"), Set("cards,0,3", "\"special\""), Set("cards,0,4", "\"2090-01-01\"", "I6"),
        Set("membership,status", "2"), Set("membership,merged_into", "5"), Set("membership,warnings", "9"),
        Set("membership,tier", "\"gold\""), Set("membership,tier_until", "\"2090-01-01\""),
        Set("membership,next_grant_on", "\"2090-01-01\""), Set("membership,pin,salt", "\"AAAA\""), Set("membership,pin,hash", "\"AAAA\""),
        Set("membership,pin_set_by_seq", "1"), Set("membership,pin_failures", "2"),
        Set("membership,identifiers,0,kind", "4"), Set("membership,identifiers,0,last_four", "\"9999\""),
        Set("membership,identifiers,0,id", "\"0197718c-5a00-7abc-8def-0123456789ab\""),
        Set("membership,birthdays,0,day", "5"), Set("membership,birthdays,0,whose", "\"child\""),
        Set("membership,holds,0,principal_minor", "1"), Set("membership,holds,0,expires_at", "\"2090-01-01T00:00:00Z\""),
        Set("membership,holds,0,key", "\"0197718c-5a00-7abc-8def-0123456789ab\""),
        Set("membership,holds,0,bonus,0,amount", "1"), Set("membership,holds,0,bonus,0,expires_on", "\"2090-01-01\""),
        Set("activity,days,0,2", "1"), Set("activity,days,0,0", "\"2020-01-01\""), Set("activity,months,0,3", "1"),
        Set("membership,tier_since", "\"2020-01-01\""), Set("membership,tier_by_seq", "1"), Set("membership,tier_by_hand", "true"),
        Set("membership,tier_floor,tier", "\"gold\""), Set("membership,pin_tries_by_seq", "1"), Set("membership,status_by_seq", "1"),
        Set("membership,is_loaded", "true"), Set("membership,pin_failed_at", "\"2020-01-01T00:00:00Z\""),
        Set("loads,0,1", "1"), Set("loads,0,5", "1"), Set("spent_at,1", "1"), Set("extended", "[\"2020-01-01\"]"), Set("owed", "3", "I6"),
        Set("activity,ever,0", "7"), Set("points,0,0", "\"2090-01-01\"", "I12"), Set("points,0,1", "1", "I12"),
        Set("points,0,2", "\"2020-01-01\"", "I12"), Set("bonus,0,0", "\"2090-01-01\"", "I12"), Set("bonus,0,1", "1", "I12"),
        ("membership.pin", $"UPDATE account SET detail = detail #- '{{membership,pin}}' WHERE {Member}", "I6"),
        ("membership.identifiers", $"UPDATE account SET detail = jsonb_set(detail, '{{membership,identifiers}}', '[]') WHERE {Member}", "I6"),
        ("membership.holds", $"UPDATE account SET detail = jsonb_set(detail, '{{membership,holds}}', '[]') WHERE {Member}", "I6"),
    ];

    /// <summary>Rows that are gone or too many.</summary>
    public static readonly (string What, string Sql, string Check)[] OfRows =
    [
        ("a card in stock that is gone", "DELETE FROM card_stock WHERE card NOT IN (SELECT card FROM card)", "stock"),
        ("a batch that is gone", "ALTER TABLE card_stock DROP CONSTRAINT card_stock_key_fkey; DELETE FROM card_batch", "stock"),
        ("a prefix that is nobody's", "DELETE FROM card_prefix", "stock"),
        ("an ended identifier that is gone", "DELETE FROM card WHERE void_by IS NOT NULL", "cards"),
        ("an identifier in force that is gone", "DELETE FROM card WHERE kind = 2", "cards"),
        ("an ended identifier that is in force", "DROP INDEX card_one_identifier_of_a_kind; UPDATE card SET void_by = NULL WHERE account = 1", "cards"),
        ("an identifier in force that is ended", "UPDATE card SET void_by = key WHERE kind = 2", "cards"),
        ("an identifier of another member", "UPDATE card SET account = 2 WHERE kind = 2 AND account = 1", "cards"),
        ("a card that is there twice", "DROP INDEX card_points_at_one_account; INSERT INTO card (card, account, last_four, key) SELECT card, account, last_four, key FROM card WHERE account = 3", "cards"),
        ("a partition that is gone", "DELETE FROM partition WHERE partition = 1", "I7"),
        ("a partition too many", "INSERT INTO partition (partition) VALUES (7)", "I7"),
        ("a version of a program that is gone", "DELETE FROM program WHERE program = 1", "rules"),
        ("a store that is gone", "ALTER TABLE store_party DROP CONSTRAINT store_party_store_fkey; DELETE FROM store", "rules"),
        ("the first party of a store gone", "DELETE FROM store_party WHERE since = '-infinity'", "parties"),
        ("a party that changed nothing", "INSERT INTO store_party SELECT store, now(), branch, merchant FROM store_party WHERE since > '-infinity'", "parties"),
        ("a month that is detached", """
            DO $$ BEGIN EXECUTE 'ALTER TABLE journal DETACH PARTITION journal_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM'); END $$;
            UPDATE ledger SET made_at = now()
            """, "months"),
        ("a month nobody made", "DELETE FROM ledger_month", "months"),
        ("a checkpoint of an account that there is not", "INSERT INTO account SELECT partition, account + 100, program, last_seq, points, principal, bonus, detail, due_on, hold_until FROM account WHERE account = 1", "I6"),
        ("a hold above the stored value", "UPDATE journal SET detail = jsonb_set(detail, '{hold,principal_minor}', '99999999') WHERE kind = 11", "holds"),
        ("a tier by a purchase too small", "UPDATE journal SET detail = jsonb_set(detail, '{activity,spend_minor}', '1') WHERE kind = 4 AND detail ? 'tier'", "tiers"),
        ("a tier that the program does not have", "UPDATE journal SET detail = jsonb_set(detail, '{tier,tier}', '\"bronze\"') WHERE kind = 27", "tiers"),
        ("a tier put back that was not there", "UPDATE journal SET detail = jsonb_set(detail, '{tier,by_seq}', '1') WHERE kind = 10 AND detail ? 'tier'", "tiers"),
        ("a tier put back that is higher", "UPDATE journal SET detail = jsonb_set(detail #- '{tier,by_seq}', '{tier,tier}', '\"gold\"') WHERE kind = 10 AND detail ? 'tier'", "tiers"),
        ("an identifier that no row frees", "UPDATE journal SET detail = detail - 'freed' WHERE detail ? 'freed'", "cards"),
        ("an identifier that is freed and was nobody's", "UPDATE journal SET detail = jsonb_set(detail, '{freed,0}', '\"0197718c-5a00-7abc-8def-0123456789ab\"') WHERE detail ? 'freed'", "cards"),
        ("a transfer against another account", "UPDATE journal SET counter = 6 WHERE kind = 3 AND account = 1", "counters"),
    ];

    /// <summary>Columns whose damage cannot be seen from the database alone, and why.</summary>
    public static readonly (string Column, string Reason)[] Unseen =
    [
        ("ledger.only_row", "can be nothing but true"),
        ("ledger.card_key_check", "compared with the card key when a server starts"),
        ("ledger.made_at", "for people"),
        ("ledger_month.made_at", "for people"),
        ("program.active_from", "the document says it too, and that is what counts"),
        ("program.name", "for people"),
        ("card_stock.card", "which numbers a batch has follows from the card key, which is not in the database"),
        ("store.day_starts", "may change; rows have the business dates of their time"),
        ("store.name", "for people"),
        ("store.time_zone", "may change; rows have the business dates of their time"),
        ("store_party.merchant", "beside the branch; whoever it is said to be was never said elsewhere"),
        ("partition.owner", "whoever says so, the epoch decides"),
        ("partition.instance", "whoever says so, the epoch decides"),
        ("partition.lease_until", "a server takes over when it is past"),
    ];

    private static (string, string, string) Set(string path, string value, string check = "I6") =>
        (path, $"UPDATE account SET detail = jsonb_set(detail, '{{{path}}}', '{value}') WHERE account = 1", check);
}
