-- Of each partition the newest closing of a month that ended up to @until; where there is none, before the first row. And the last row of
-- the first one that ended later, if none behind it was posted before @until: in a partition no row is older than the one before it.
SELECT coalesce(newest.seq, 0), coalesce(newest.month, '-infinity'),
       (SELECT CASE WHEN coalesce((SELECT posted_at FROM journal j
                                    WHERE j.partition = p.partition AND j.seq > later.seq ORDER BY seq LIMIT 1), 'infinity') >= @until
                    THEN later.seq END
          FROM (SELECT min(seq) AS seq FROM closing
                 WHERE closing.partition = p.partition AND month + interval '1 month' >= @until AT TIME ZONE 'UTC') AS later)
  FROM partition p
  LEFT JOIN LATERAL (
    SELECT seq, month FROM closing
     WHERE closing.partition = p.partition AND month + interval '1 month' <= @until AT TIME ZONE 'UTC'
     ORDER BY month DESC LIMIT 1) AS newest ON true
 ORDER BY p.partition
