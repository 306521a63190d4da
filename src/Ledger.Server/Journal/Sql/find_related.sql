-- The rows of these operations and the rows that refer to them, of all partitions.
SELECT {row} FROM (
  SELECT * FROM journal WHERE key = ANY ($1)
  UNION ALL
  SELECT * FROM journal WHERE original = ANY ($1) AND key <> ALL ($1)
) related ORDER BY partition, seq
