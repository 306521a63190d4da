-- The first row number that is free, partition by partition, as the journal has it.
SELECT coalesce((SELECT seq FROM journal WHERE journal.partition = partition.partition ORDER BY seq DESC LIMIT 1), 0) + 1
  FROM partition ORDER BY partition
