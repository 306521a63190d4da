-- What members hold by the age of what they got, by what is left of their receipts and the rows behind it.
WITH {aged}, held AS (
  SELECT asset, received_on, amount FROM held_total WHERE @program = 0 OR program = @program
  UNION ALL
  SELECT asset, received_on, CASE WHEN lot = '-infinity' THEN before - remaining ELSE remaining - before END FROM aged
   WHERE @program = 0 OR program = @program
), ages AS (
  SELECT asset, greatest(@today::date - received_on, 0) AS days, amount FROM held
)
SELECT asset,
       CASE WHEN days <= 30 THEN 0 WHEN days <= 90 THEN 31 WHEN days <= 180 THEN 91 WHEN days <= 365 THEN 181 ELSE 366 END AS fromdays,
       sum(amount)::bigint AS amount
  FROM ages
 GROUP BY 1, 2
HAVING sum(amount) <> 0
 ORDER BY 1, 2
