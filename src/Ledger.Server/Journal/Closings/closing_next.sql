-- Where the closing of a partition that is being made has got, the closing before it, and when the partition's first row was posted.
SELECT p.seq, p.rows_hash, p.states_hash, before.month, before.hash,
       (SELECT posted_at FROM journal WHERE journal.partition = p.partition AND journal.seq = 1)
  FROM closing_position p
  LEFT JOIN LATERAL (SELECT month, hash FROM closing WHERE closing.partition = p.partition ORDER BY month DESC LIMIT 1) AS before ON true
 WHERE p.partition = @partition
