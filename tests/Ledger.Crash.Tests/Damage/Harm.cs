namespace Ledger.Crash.Tests.Damage;

/// <summary>SQL that picks what is damaged, the same row in every copy.</summary>
internal static class Harm
{
    /// <summary>The single row of a small top-up: one leg, principal alone, with rows of the account before and behind it.</summary>
    private const string SmallTopUp =
        "(partition, seq) = (SELECT partition, seq FROM journal WHERE kind = 3 AND asked = 30 ORDER BY partition, seq LIMIT 1)";

    /// <summary>An account whose checkpoint is at its newest row.</summary>
    private const string CheckpointAtNewest =
        "(partition, account) = (SELECT a.partition, a.account FROM account a WHERE a.last_seq = (SELECT max(seq) FROM journal j WHERE j.partition = a.partition AND j.account = a.account) ORDER BY a.account LIMIT 1)";

    private const string SpentBonus =
        "(partition, seq) = (SELECT partition, seq FROM journal WHERE kind = 5 AND asset = 3 ORDER BY partition, seq LIMIT 1)";

    /// <summary>Name, SQL, and the invariant that must be named.</summary>
    public static readonly (string Name, string Sql, string Invariant)[] OfTheJournal =
    [
        ("a changed amount", $"UPDATE journal SET amount = amount + 1 WHERE {SmallTopUp}", "I6"),
        ("a changed amount of points", "UPDATE journal SET amount = amount + 1 WHERE (partition, seq) = (SELECT partition, seq FROM journal WHERE kind = 4 ORDER BY partition, seq LIMIT 1)", "I6"),
        ("a missing row", $"DELETE FROM journal WHERE {SmallTopUp}", "I7"),
        ("a row doubled under another key", $"""
            CREATE TEMP TABLE twice AS SELECT * FROM journal WHERE {SmallTopUp};
            UPDATE twice SET key = (left(key::text, 35) || CASE right(key::text, 1) WHEN '0' THEN '1' ELSE '0' END)::uuid;
            INSERT INTO journal SELECT * FROM twice
            """, "I7"),
        ("a wrong balance after", $"UPDATE journal SET principal_after = principal_after + 1 WHERE {SmallTopUp}", "I6"),
        ("a balance below zero",
        $"ALTER TABLE journal DROP CONSTRAINT journal_principal_floor; UPDATE journal SET principal_after = -1 WHERE {SmallTopUp}", "I2"),
        ("a gap in the numbers", "UPDATE journal SET seq = seq + 1000 WHERE (partition, seq) = (SELECT partition, max(seq) FROM journal GROUP BY partition ORDER BY partition LIMIT 1)", "I7"),
        ("a broken link", $"UPDATE journal SET prev_seq = 0 WHERE {SmallTopUp}", "I7"),
        ("a refusal that moved",
        $"ALTER TABLE journal DROP CONSTRAINT journal_refusal_moves_nothing; UPDATE journal SET outcome = 17 WHERE {SmallTopUp}", "I9"),
        ("a transfer without another side",
        $"ALTER TABLE journal DROP CONSTRAINT journal_transfer_is_whole; UPDATE journal SET counter = 0 WHERE {SmallTopUp}", "I1"),
        ("a leg out of its row", $"UPDATE journal SET leg = 5 WHERE {SmallTopUp}", "I3"),
        ("two outcomes under one key", "UPDATE journal SET outcome = 2 WHERE (partition, seq) = (SELECT partition, seq FROM journal WHERE kind = 5 AND leg = 1 ORDER BY partition, seq LIMIT 1)", "I3 I5"),
        ("two transactions under one key", $"UPDATE journal j SET leg = 7, key = (SELECT key FROM journal o WHERE o.partition = j.partition AND o.seq = j.prev_seq) WHERE {SmallTopUp}", "I3"),
        ("a journal that lets keys come twice", "ALTER TABLE journal DROP CONSTRAINT journal_key; UPDATE ledger SET made_at = now()",
        "I3 I5"),
        ("a lot spent after its last day", $"UPDATE journal SET lot = '2020-01-01' WHERE {SpentBonus}", "I12"),
        ("a lot that was never given", $"UPDATE journal SET lot = '2090-01-01' WHERE {SpentBonus}", "I12"),
        ("a lot spent before its first day", "UPDATE journal SET lot_from = '2090-01-01' WHERE (partition, seq) = (SELECT partition, seq FROM journal WHERE kind = 6 AND asset = 1 ORDER BY partition, seq LIMIT 1)", "I12"),
        ("points paid off that nobody owes", "UPDATE journal SET lot = '-infinity' WHERE (partition, seq) = (SELECT partition, seq FROM journal WHERE kind = 4 AND asset = 1 ORDER BY partition, seq LIMIT 1)", "I12"),
        ("an arrival of what nobody sent", $"UPDATE journal SET kind = 28, counter = 8, original = gen_random_uuid() WHERE {SmallTopUp}",
        "transit"),
        ("a hold above the balance", $$$"""
            UPDATE journal SET kind = 11, detail = '{"hold":{"key":"0197718c-5a00-7abc-8def-0123456789ab","principal_minor":99999999,"bonus":[],"expires_at":"2090-01-01T00:00:00Z"}}'
             WHERE {{{SmallTopUp}}}
            """, "holds"),
        ("a hold above a bonus lot", $$$"""
            UPDATE journal SET kind = 11, detail = '{"hold":{"key":"0197718c-5a00-7abc-8def-0123456789ab","bonus":[{"expires_on":"2090-01-01","amount":1}],"expires_at":"2090-01-01T00:00:00Z"}}'
             WHERE {{{SmallTopUp}}}
            """, "holds"),
        ("a blocked key without a reversal", $"UPDATE journal SET kind = 34 WHERE {SmallTopUp}", "blocks"),
        ("an outcome of a blocked key on another row", "UPDATE journal SET outcome = 20 WHERE (partition, seq) = (SELECT partition, seq FROM journal WHERE outcome = 17 ORDER BY partition, seq LIMIT 1)", "blocks"),
        ("a return of more than there was", $$$"""
            UPDATE journal j SET kind = 9, original = (SELECT key FROM journal WHERE kind = 5 AND leg = 1 LIMIT 1), detail = '{"refund":{"legs":[{"leg":1,"amount":999999}]}}'
             WHERE {{{SmallTopUp}}}
            """, "returns"),
        ("a return of a transfer that there is not", $$$"""
            UPDATE journal j SET kind = 10, original = gen_random_uuid(), detail = '{"refund":{"legs":[{"amount":1}]}}' WHERE {{{SmallTopUp}}}
            """, "returns"),
        ("a reversal of nothing", $"UPDATE journal SET kind = 10 WHERE {SmallTopUp}", "originals"),
        ("an account's rows in the wrong partition", "UPDATE journal SET partition = 1 - partition WHERE account = 3", "I7"),
        ("the newest rows removed", "DELETE FROM journal j USING partition p WHERE j.partition = p.partition AND j.seq >= p.next_seq - 3",
        "I7"),
        ("the newest rows removed and the next number set back", """
            DELETE FROM journal j USING partition p WHERE j.partition = p.partition AND j.seq > p.checkpoint_seq + 1;
            UPDATE partition SET next_seq = checkpoint_seq + 2
            """, "I6"),
    ];

    /// <inheritdoc cref="OfTheJournal"/>
    public static readonly (string Name, string Sql, string Invariant)[] OfTheTables =
    [
        ("a checkpoint with a wrong balance", $"UPDATE account SET principal = principal + 5 WHERE {CheckpointAtNewest}", "I6"),
        ("a checkpoint whose lot has another last day", $$"""UPDATE account SET detail = jsonb_set(detail, '{bonus,0,0}', '"2031-01-01"') WHERE {{CheckpointAtNewest}}""", "I12"),
        ("a checkpoint whose lots do not sum to its balance", $$"""UPDATE account SET detail = jsonb_set(detail, '{bonus,0,1}', '1') WHERE {{CheckpointAtNewest}}""", "I12"),
        ("a checkpoint with a lot below zero", $$"""UPDATE account SET detail = jsonb_set(detail, '{bonus,0,1}', '-1') WHERE {{CheckpointAtNewest}}""", "I12"),
        ("a checkpoint that cannot be read", $"UPDATE account SET detail = '{{}}' WHERE {CheckpointAtNewest}", "I6"),
        ("a checkpoint of another program", $"UPDATE account SET program = program + 1 WHERE {CheckpointAtNewest}", "I6"),
        ("a checkpoint without its cards", $$"""UPDATE account SET detail = jsonb_set(detail, '{cards}', '[]') WHERE {{CheckpointAtNewest}}""", "I6"),
        ("a checkpoint that owes points", $$"""UPDATE account SET points = points - 5, detail = jsonb_set(detail, '{owed}', '5') WHERE {{CheckpointAtNewest}}""", "I6"),
        ("a checkpoint whose lot begins later", $$"""UPDATE account SET detail = jsonb_set(detail, '{points,0,2}', '"2026-01-01"') WHERE {{CheckpointAtNewest}}""", "I12"),
        ("a checkpoint of a frozen account", $$"""UPDATE account SET detail = jsonb_set(detail, '{membership}', '{"status":2}') WHERE {{CheckpointAtNewest}}""", "I6"),
        ("a checkpoint with a hold", $$$"""
            UPDATE account SET detail = jsonb_set(detail, '{membership}',
                '{"status":1,"tier":"","tier_until":"9999-12-31","next_grant_on":"9999-12-31","identifiers":[],"birthdays":[],"holds":[{"key":"0197718c-5a00-7abc-8def-0123456789ab","principal_minor":5,"bonus":[],"expires_at":"2090-01-01T00:00:00Z"}]}')
             WHERE {{{CheckpointAtNewest}}}
            """, "I6"),
        ("a checkpoint with another card status", $$"""UPDATE account SET detail = jsonb_set(detail, '{cards,0,2}', '4') WHERE {{CheckpointAtNewest}}""", "I6"),
        ("a checkpoint at a row that is not there", $"UPDATE account SET last_seq = 100000 WHERE {CheckpointAtNewest}", "I6"),
        // At the middle one of its rows, then one further: that row is another account's, and no comparison falls on it.
        ("a checkpoint at a row of another account", """
            UPDATE account a SET last_seq = (
                SELECT min(other.seq) FROM journal other JOIN partition p USING (partition)
                 WHERE other.partition = a.partition AND other.account <> a.account AND other.seq >= p.checkpoint_seq
                   AND EXISTS (SELECT FROM journal own WHERE own.partition = a.partition AND own.account = a.account AND own.seq > other.seq))
             WHERE (partition, account) = (
                SELECT j.partition, j.account FROM journal j JOIN partition p USING (partition) JOIN account c USING (partition, account)
                 GROUP BY j.partition, j.account, p.checkpoint_seq HAVING min(j.seq) <= p.checkpoint_seq AND max(j.seq) > p.checkpoint_seq + 1
                 ORDER BY j.account LIMIT 1)
            """, "I6"),
        ("a mark beyond what the checkpoints hold", "UPDATE partition SET checkpoint_seq = next_seq - 1", "I6"),
        ("a checkpoint that is missing below the mark", "DELETE FROM account a USING partition p WHERE a.partition = p.partition AND EXISTS (SELECT FROM journal j WHERE j.partition = a.partition AND j.account = a.account AND j.seq <= p.checkpoint_seq)", "I6"),
        ("a checkpoint in the wrong partition", $"UPDATE account SET partition = 1 - partition WHERE {CheckpointAtNewest}", "I6"),
        ("a card that points elsewhere", "UPDATE card SET account = account + 1 WHERE account = 3", "cards"),
        ("a card that is missing", "DELETE FROM card WHERE account = 3", "cards"),
        ("a card that nobody issued", "INSERT INTO card SELECT gen_random_uuid(), account, last_four, key FROM card WHERE account = 3",
        "cards"),
        ("a card that became an identifier", "UPDATE card SET kind = 3 WHERE account = 3", "cards"),
        ("a card with other last digits", "UPDATE card SET last_four = '9999' WHERE account = 3", "cards"),
    ];
}
