-- Debits and credits by asset and ledger account, from the journal alone; no counter stands for the members together.
WITH moved AS (
  SELECT asset, counter, sum(amount) FILTER (WHERE amount > 0) AS credited, -sum(amount) FILTER (WHERE amount < 0) AS debited
    FROM journal WHERE amount <> 0 AND (@program = 0 OR program = @program)
   GROUP BY asset, counter
)
SELECT asset, {counter.none}::smallint AS counter, coalesce(sum(debited), 0)::bigint AS debits,
       coalesce(sum(credited), 0)::bigint AS credits
  FROM moved GROUP BY asset
UNION ALL
SELECT asset, counter, coalesce(credited, 0)::bigint, coalesce(debited, 0)::bigint FROM moved
 ORDER BY asset, counter
