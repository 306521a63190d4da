-- How far the closing of a partition that is being made has got, and when the partition's first row was posted.
SELECT partition, seq, rows_hash, states_hash, (SELECT posted_at FROM journal WHERE journal.partition = p.partition AND journal.seq = 1)
  FROM closing_position p WHERE partition = @partition
