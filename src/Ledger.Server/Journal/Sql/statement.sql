-- Walks an account's chain backwards from row $2 until $3 transactions are whole. Rows come newest first.
WITH RECURSIVE chain AS (
  (SELECT j.*, (j.leg = 0)::int AS whole FROM journal j WHERE j.partition = $1 AND j.seq = $2)
  UNION ALL
  (SELECT older.*, chain.whole + (older.leg = 0)::int
     FROM chain JOIN journal older ON older.partition = $1 AND older.seq = chain.prev_seq
    WHERE chain.whole < $3)
)
SELECT seq, prev_seq, account, amount, points_after, principal_after, bonus_after, asked, figure, terminal_seq, payload_hash,
       business_time, posted_at, business_date, store, terminal, operator, rule_version, partition, program, leg, asset, counter, kind,
       outcome, key, lot, card, new_card, new_card_last_four, reference, note
  FROM chain ORDER BY seq DESC
