-- The rows of these operations and the posted rows that refer to them, of all partitions. What was refused changed nothing, however often
-- it was tried, and neither did what had been done before. So a row more is at most one of two hundred parts of its original.
SELECT {row} FROM (
  SELECT * FROM journal WHERE key = ANY (@keys)
  UNION ALL
  SELECT * FROM journal WHERE original = ANY (@keys) AND key <> ALL (@keys) AND outcome < {outcome.posted_before}
) related ORDER BY partition, seq
