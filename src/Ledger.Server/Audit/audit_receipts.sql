-- Where receipts say something else than the rows up to their positions: the check it breaks, and where. What is left of each is told from
-- the whole of its lot: what all receipts up to it exceed all that ever went out.
SELECT 'receipts' AS "check", 'of partition ' || coalesce(p.partition, t.partition) || ' receipts are at ' || coalesce(t.seq::text, 'no row')
    || ', its newest row is ' || coalesce(p.last::text, 'none') AS "where"
  FROM {ends} AS p FULL JOIN receipt_position t USING (partition)
 WHERE t.seq IS NULL OR p.last IS NULL OR t.seq > p.last
    OR EXISTS (SELECT FROM journal j WHERE j.partition = t.partition AND j.seq = t.seq + 1 AND j.leg > 0)

UNION ALL
(SELECT 'receipts', format(
    'account %s of partition %s, program %s, asset %s, lot %s: of what was received on %s there is left %s, by its rows %s',
    account, partition, program, asset, lot, received_on, receipt.remaining, rows.remaining)
  FROM (
    SELECT partition, account, program, asset, lot, received_on, sum(least(amount, beyond)) AS remaining
      FROM (
        SELECT partition, account, program, asset, lot, received_on, amount,
               sum(greatest(amount, 0)) OVER (held ORDER BY seq ROWS UNBOUNDED PRECEDING) + sum(least(amount, 0)) OVER held AS beyond
          FROM (
            SELECT j.partition, j.account, j.program, j.asset, coalesce(j.lot, 'infinity') AS lot, j.seq,
                   (j.posted_at AT TIME ZONE 'UTC')::date AS received_on,
                   CASE WHEN j.lot = '-infinity' THEN -j.amount ELSE j.amount END AS amount
              FROM journal j JOIN receipt_position p ON p.partition = j.partition AND j.seq <= p.seq
             WHERE j.amount <> 0) AS moved
        WINDOW held AS (PARTITION BY partition, account, program, asset, lot)) AS receipts
     WHERE amount > 0 AND beyond > 0
     GROUP BY 1, 2, 3, 4, 5, 6) AS rows
  FULL JOIN receipt USING (partition, account, program, asset, lot, received_on)
 WHERE rows.remaining IS DISTINCT FROM receipt.remaining
 LIMIT 100)

UNION ALL
(SELECT 'receipts', format('of what was received on %s of asset %s in program %s members hold %s, by receipts %s',
    received_on, asset, program, coalesce(held_total.amount, 0), coalesce(receipts.amount, 0))
  FROM (
    SELECT received_on, program, asset, sum(CASE WHEN lot = '-infinity' THEN -remaining ELSE remaining END) AS amount
      FROM receipt GROUP BY 1, 2, 3) AS receipts
  FULL JOIN held_total USING (received_on, program, asset)
 WHERE coalesce(held_total.amount, 0) <> coalesce(receipts.amount, 0)
 LIMIT 100)
