-- Transfers of which something has arrived or come back, but not exactly what was sent.
WITH moved AS (
  SELECT CASE WHEN kind IN ({kind.transfer}, {kind.merge}, {kind.take_back}) THEN key ELSE original END AS transfer,
         asset, sum(amount) AS net,
         bool_or(kind NOT IN ({kind.transfer}, {kind.merge}, {kind.take_back})) AS settled
    FROM journal WHERE counter = {counter.in_transit} GROUP BY 1, 2
)
SELECT transfer FROM moved GROUP BY transfer HAVING bool_or(net <> 0) AND bool_or(settled) LIMIT 100
