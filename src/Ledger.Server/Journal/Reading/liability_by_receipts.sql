-- What members hold by the age of what they got, by what is left of their receipts and the rows behind it.
WITH {aged}, held AS (
  SELECT asset, received_on, amount FROM held_total WHERE @program = 0 OR program = @program
  UNION ALL
  SELECT asset, received_on, CASE WHEN lot = '-infinity' THEN before - remaining ELSE remaining - before END FROM aged
   WHERE @program = 0 OR program = @program
), ages AS (
  SELECT asset, greatest(@today::date - received_on, 0) AS days, amount FROM held
)
{by_age}
