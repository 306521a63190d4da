-- What members hold as of @until (not included), by the age of what they got. In each lot of an account what came in first goes out
-- first: of a receipt is left what all receipts up to it exceed all that went out, and no more than itself. What a member owes is a lot
-- below zero.
WITH moved AS (
  SELECT partition, account, asset, lot, seq, posted_at,
         CASE WHEN lot = '-infinity' THEN -amount ELSE amount END AS amount,
         CASE WHEN lot = '-infinity' THEN -1 ELSE 1 END AS sign
    FROM journal
   WHERE amount <> 0 AND posted_at < @until AND (@program = 0 OR program = @program)
), receipts AS (
  SELECT asset, posted_at, amount, sign,
         sum(greatest(amount, 0)) OVER (held ORDER BY seq ROWS UNBOUNDED PRECEDING) + sum(least(amount, 0)) OVER held AS beyond
    FROM moved
  WINDOW held AS (PARTITION BY partition, account, asset, lot)
), ages AS (
  SELECT asset, greatest(@today::date - (posted_at AT TIME ZONE 'UTC')::date, 0) AS days, sign * least(amount, beyond) AS amount
    FROM receipts
   WHERE amount > 0 AND beyond > 0
)
{by_age}
