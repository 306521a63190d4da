-- The rows of these operations and the posted rows that refer to them, of all partitions. What was refused changed nothing, however often
-- it was tried, and neither did what had been done before. So a row more is at most one of two hundred parts of its original. Whoever asks
-- for one row more than he can use knows by it that there are too many.
SELECT {row} FROM (
  (SELECT * FROM journal WHERE key = ANY (@keys) LIMIT @limit)
  UNION ALL
  (SELECT * FROM journal WHERE original = ANY (@keys) AND key <> ALL (@keys) AND outcome < {outcome.posted_before} LIMIT @limit)
) related ORDER BY partition, seq LIMIT @limit
