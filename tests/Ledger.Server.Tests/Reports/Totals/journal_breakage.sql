-- What expired or was forfeited, by month of posting (UTC).
SELECT asset, to_char(posted_at AT TIME ZONE 'UTC', 'YYYYMM')::int AS month, -sum(amount)::bigint AS amount
  FROM journal
 WHERE counter = {counter.breakage} AND posted_at < @until AND (@program = 0 OR program = @program)
 GROUP BY 1, 2
HAVING sum(amount) <> 0
 ORDER BY 1, 2
