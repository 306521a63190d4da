-- The closings of a partition.
SELECT partition, month, seq, rows_hash, states_hash, hash FROM closing WHERE partition = @partition ORDER BY month
