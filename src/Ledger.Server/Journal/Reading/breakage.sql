-- What expired or was forfeited, by month of posting (UTC).
SELECT asset, to_char(posted_on, 'YYYYMM')::int AS month, sum(amount)::bigint AS amount
  FROM (
    SELECT asset, posted_on, program, taken - given AS amount FROM ledger_total WHERE counter = {counter.breakage}
    UNION ALL
    SELECT j.asset, (j.posted_at AT TIME ZONE 'UTC')::date, j.program, -j.amount FROM {slice} WHERE j.counter = {counter.breakage}
  ) AS figures
 WHERE posted_on < @until AND (@program = 0 OR program = @program)
 GROUP BY 1, 2
HAVING sum(amount) <> 0
 ORDER BY 1, 2
