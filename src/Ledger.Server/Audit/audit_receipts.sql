-- Where receipts are not at the end of a transaction, or their sums not theirs: the check it breaks, and where.
SELECT 'receipts' AS "check", 'of partition ' || coalesce(p.partition, t.partition) || ' receipts are at ' || coalesce(t.seq::text, 'no row')
    || ', its newest row is ' || coalesce(p.last::text, 'none') AS "where"
  FROM {ends} AS p FULL JOIN receipt_position t USING (partition)
 WHERE t.seq IS NULL OR p.last IS NULL OR t.seq > p.last
    OR EXISTS (SELECT FROM journal j WHERE j.partition = t.partition AND j.seq = t.seq + 1 AND j.leg > 0)

UNION ALL
(SELECT 'receipts', format('of what was received on %s of asset %s in program %s members hold %s, by receipts %s',
    received_on, asset, program, coalesce(held_total.amount, 0), coalesce(receipts.amount, 0))
  FROM (
    SELECT received_on, program, asset, sum(CASE WHEN lot = '-infinity' THEN -remaining ELSE remaining END) AS amount
      FROM receipt GROUP BY 1, 2, 3) AS receipts
  FULL JOIN held_total USING (received_on, program, asset)
 WHERE coalesce(held_total.amount, 0) <> coalesce(receipts.amount, 0)
 LIMIT 100)
