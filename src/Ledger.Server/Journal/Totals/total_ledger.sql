-- Adds rows to the totals by ledger account.
INSERT INTO ledger_total (posted_on, program, asset, counter, given, taken)
SELECT (j.posted_at AT TIME ZONE 'UTC')::date, j.program, j.asset, j.counter, sum(greatest(j.amount, 0)), sum(greatest(-j.amount, 0))
  FROM {slice}
 WHERE j.amount <> 0
 GROUP BY 1, 2, 3, 4
ON CONFLICT (posted_on, program, asset, counter) DO UPDATE
   SET given = ledger_total.given + excluded.given, taken = ledger_total.taken + excluded.taken
