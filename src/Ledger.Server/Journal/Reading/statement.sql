-- Walks an account's chain backwards from row @from until @count transactions are whole, not beyond row @began. Rows come newest first.
WITH RECURSIVE chain AS (
  (SELECT j.*, (j.leg = 0)::int AS whole FROM journal j WHERE j.partition = @partition AND j.seq = @from AND j.seq >= @began)
  UNION ALL
  (SELECT older.*, chain.whole + (older.leg = 0)::int
     FROM chain JOIN journal older ON older.partition = @partition AND older.seq = chain.prev_seq
    WHERE chain.whole < @count AND older.seq >= @began)
)
SELECT {row}
  FROM chain ORDER BY seq DESC
