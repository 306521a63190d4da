-- The rows of these operations and the posted rows that refer to them, of all partitions. What was refused changed nothing, however often it was tried.
SELECT {row} FROM (
  SELECT * FROM journal WHERE key = ANY ($1)
  UNION ALL
  SELECT * FROM journal WHERE original = ANY ($1) AND key <> ALL ($1) AND outcome < 10
) related ORDER BY partition, seq
