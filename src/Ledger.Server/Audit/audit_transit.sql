-- Transfers of which something has arrived or come back, but not exactly what was sent.
WITH touched AS MATERIALIZED (
  SELECT DISTINCT CASE WHEN j.kind IN ({kind.transfer}, {kind.merge}, {kind.take_back}) THEN j.key ELSE j.original END AS transfer
    FROM {later} WHERE j.counter = {counter.in_transit}
), moved AS (
  SELECT transfer, asset, sum(amount) AS net, bool_or(settled) AS settled
    FROM touched
   CROSS JOIN LATERAL (
     SELECT asset, amount, false AS settled FROM journal
      WHERE key = transfer AND counter = {counter.in_transit} AND kind IN ({kind.transfer}, {kind.merge}, {kind.take_back})
     UNION ALL
     SELECT asset, amount, true FROM journal
      WHERE original = transfer AND counter = {counter.in_transit} AND kind NOT IN ({kind.transfer}, {kind.merge}, {kind.take_back})
   ) AS amounts
   GROUP BY 1, 2
)
SELECT transfer FROM moved GROUP BY transfer HAVING bool_or(net <> 0) AND bool_or(settled) LIMIT 100
