-- Of each partition the newest closing of a month that ended up to @until; where there is none, before the first row.
SELECT coalesce(newest.seq, 0), coalesce(newest.month, '-infinity')
  FROM partition p
  LEFT JOIN LATERAL (
    SELECT seq, month FROM closing
     WHERE closing.partition = p.partition AND month + interval '1 month' <= @until AT TIME ZONE 'UTC'
     ORDER BY month DESC LIMIT 1) AS newest ON true
 ORDER BY p.partition
