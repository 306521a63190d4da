-- Walks an account's chain backwards from row $2 until $3 transactions are whole. Rows come newest first.
WITH RECURSIVE chain AS (
  (SELECT j.*, (j.leg = 0)::int AS whole FROM journal j WHERE j.partition = $1 AND j.seq = $2)
  UNION ALL
  (SELECT older.*, chain.whole + (older.leg = 0)::int
     FROM chain JOIN journal older ON older.partition = $1 AND older.seq = chain.prev_seq
    WHERE chain.whole < $3)
)
SELECT {row}
  FROM chain ORDER BY seq DESC
