-- What rows of the journal change in what is left of receipts. In each lot of an account what came in first goes out first: of a day's
-- receipts is left what all of them up to it exceed all that went out, and no more than themselves. What a member owes is a lot below zero.
moved AS MATERIALIZED (
  SELECT partition, account, asset, lot, program, received_on, sum(greatest(amount, 0)) AS came, sum(greatest(-amount, 0)) AS went
    FROM (
      SELECT j.partition, j.account, j.asset, coalesce(j.lot, 'infinity') AS lot, j.program,
             (j.posted_at AT TIME ZONE 'UTC')::date AS received_on, CASE WHEN j.lot = '-infinity' THEN -j.amount ELSE j.amount END AS amount
        FROM {slice} WHERE j.amount <> 0) AS amounts
   GROUP BY 1, 2, 3, 4, 5, 6
), touched AS MATERIALIZED (
  SELECT partition, account, asset, lot, program, sum(went) AS went FROM moved GROUP BY 1, 2, 3, 4, 5
), stock AS (
  SELECT t.partition, t.account, t.asset, t.lot, t.program, r.received_on, r.remaining, 0 AS came, r.place
    FROM touched t
   CROSS JOIN LATERAL (
     SELECT received_on, remaining, receipt.ctid AS place FROM receipt
      WHERE receipt.partition = t.partition AND receipt.account = t.account AND receipt.asset = t.asset
        AND receipt.lot = t.lot AND receipt.program = t.program OFFSET 0) AS r
  UNION ALL
  SELECT partition, account, asset, lot, program, received_on, 0, came, NULL FROM moved WHERE came > 0
), days AS (
  SELECT partition, account, asset, lot, program, received_on,
         sum(remaining) AS before, sum(remaining + came) AS amount, max(place) AS place
    FROM stock GROUP BY 1, 2, 3, 4, 5, 6
), aged AS MATERIALIZED (
  SELECT days.*, greatest(0, least(amount, sum(amount) OVER (
           PARTITION BY days.partition, days.account, days.asset, days.lot, days.program ORDER BY received_on) - touched.went)) AS remaining
    FROM days JOIN touched USING (partition, account, asset, lot, program)
)
