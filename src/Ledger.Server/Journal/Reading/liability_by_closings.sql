-- What members hold as of @until (not included), by the age of what they got: by each partition's closing of @months, up to row @afters,
-- and the rows behind it; where there is none yet, by all rows. Likewise to what is told from receipts as they are now, see aged.sql.
WITH moved AS MATERIALIZED (
  SELECT partition, account, asset, lot, program, received_on, sum(greatest(amount, 0)) AS came, sum(greatest(-amount, 0)) AS went
    FROM (
      SELECT j.partition, j.account, j.asset, coalesce(j.lot, 'infinity') AS lot, j.program,
             (j.posted_at AT TIME ZONE 'UTC')::date AS received_on, CASE WHEN j.lot = '-infinity' THEN -j.amount ELSE j.amount END AS amount
        FROM {slice} WHERE j.amount <> 0 AND j.posted_at < @until AND (@program = 0 OR j.program = @program)) AS amounts
   GROUP BY 1, 2, 3, 4, 5, 6
), touched AS MATERIALIZED (
  SELECT partition, account, asset, lot, program, sum(went) AS went FROM moved GROUP BY 1, 2, 3, 4, 5
), closed AS (
  SELECT * FROM unnest(@partitions::smallint[], @months::date[]) AS closed (partition, month)
), known AS (
  SELECT a.partition, a.account, (stock ->> 0)::smallint AS asset, (stock ->> 1)::date AS lot, (stock ->> 2)::smallint AS program,
         (day ->> 0)::date AS received_on, (day ->> 1)::bigint AS remaining
    FROM (SELECT DISTINCT partition, account FROM touched) AS a JOIN closed USING (partition)
   CROSS JOIN LATERAL (
     SELECT receipts FROM closing_account c
      WHERE c.partition = a.partition AND c.account = a.account AND c.month <= closed.month ORDER BY c.month DESC LIMIT 1) AS newest
   CROSS JOIN LATERAL jsonb_array_elements(newest.receipts::jsonb) AS stock
   CROSS JOIN LATERAL jsonb_array_elements(stock -> 3) AS day
), stock AS (
  SELECT partition, account, asset, lot, program, known.received_on, known.remaining, 0 AS came
    FROM touched JOIN known USING (partition, account, asset, lot, program)
  UNION ALL
  SELECT partition, account, asset, lot, program, received_on, 0, came FROM moved WHERE came > 0
), days AS (
  SELECT partition, account, asset, lot, program, received_on, sum(remaining) AS before, sum(remaining + came) AS amount
    FROM stock GROUP BY 1, 2, 3, 4, 5, 6
), aged AS (
  SELECT days.*, greatest(0, least(amount, sum(amount) OVER (
           PARTITION BY days.partition, days.account, days.asset, days.lot, days.program ORDER BY received_on) - touched.went)) AS remaining
    FROM days JOIN touched USING (partition, account, asset, lot, program)
), held AS (
  SELECT h.asset, h.received_on, h.amount
    FROM closing_held h JOIN closed ON closed.partition = h.partition AND h.month <= closed.month
   WHERE @program = 0 OR h.program = @program
  UNION ALL
  SELECT asset, received_on, CASE WHEN lot = '-infinity' THEN before - remaining ELSE remaining - before END FROM aged
), ages AS (
  SELECT asset, greatest(@today::date - received_on, 0) AS days, amount FROM held
)
{by_age}
