-- The rows of these operations and the posted rows that refer to them, of all partitions. What was refused changed nothing, however often
-- it was tried.
SELECT {row} FROM (
  SELECT * FROM journal WHERE key = ANY (@keys)
  UNION ALL
  SELECT * FROM journal WHERE original = ANY (@keys) AND key <> ALL (@keys) AND outcome < {outcome.refused}
) related ORDER BY partition, seq
