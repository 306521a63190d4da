-- Takes rows into what is left of receipts, and into its sums by day.
WITH {aged}, used AS (
  DELETE FROM receipt WHERE ctid = ANY (ARRAY(SELECT place FROM aged WHERE remaining = 0 AND before > 0))
), held AS (
  INSERT INTO held_total (received_on, program, asset, amount)
  SELECT received_on, program, asset, sum(CASE WHEN lot = '-infinity' THEN before - remaining ELSE remaining - before END)
    FROM aged WHERE remaining <> before GROUP BY 1, 2, 3
  ON CONFLICT (received_on, program, asset) DO UPDATE SET amount = held_total.amount + excluded.amount
)
INSERT INTO receipt (partition, account, asset, lot, program, received_on, remaining)
SELECT partition, account, asset, lot, program, received_on, remaining FROM aged WHERE remaining > 0 AND remaining <> before
ON CONFLICT (partition, account, asset, lot, program, received_on) DO UPDATE SET remaining = excluded.remaining
