-- The first row number that is free, partition by partition.
SELECT next_seq FROM partition ORDER BY partition
