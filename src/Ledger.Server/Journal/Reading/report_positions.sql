-- The first row number that is free, and the last one that the totals have, partition by partition.
SELECT next_seq, coalesce(total_position.seq, 0) FROM partition LEFT JOIN total_position USING (partition) ORDER BY partition
