-- The ages of what members hold, in days, by the ranges that reports tell.
SELECT asset,
       CASE WHEN days <= 30 THEN 0 WHEN days <= 90 THEN 31 WHEN days <= 180 THEN 91 WHEN days <= 365 THEN 181 ELSE 366 END AS fromdays,
       sum(amount)::bigint AS amount
  FROM ages
 GROUP BY 1, 2
HAVING sum(amount) <> 0
 ORDER BY 1, 2
