-- Debits and credits by asset and ledger account; no counter stands for the members together.
WITH moved AS (
  SELECT asset, counter, sum(given) AS credited, sum(taken) AS debited
    FROM (
      SELECT asset, counter, given, taken FROM ledger_total WHERE @program = 0 OR program = @program
      UNION ALL
      SELECT j.asset, j.counter, greatest(j.amount, 0), greatest(-j.amount, 0)
        FROM {slice}
       WHERE j.amount <> 0 AND (@program = 0 OR j.program = @program)
    ) AS figures
   GROUP BY asset, counter
)
SELECT asset, {counter.none}::smallint AS counter, sum(debited)::bigint AS debits, sum(credited)::bigint AS credits
  FROM moved GROUP BY asset
UNION ALL
SELECT asset, counter, credited::bigint, debited::bigint FROM moved
 ORDER BY asset, counter
