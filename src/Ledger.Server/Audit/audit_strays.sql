-- Rows of partitions that are not there. By the index, from one partition to the next.
WITH RECURSIVE used AS (
  (SELECT partition FROM journal ORDER BY partition LIMIT 1)
  UNION ALL
  SELECT (SELECT partition FROM journal WHERE journal.partition > used.partition ORDER BY partition LIMIT 1)
    FROM used WHERE partition IS NOT NULL
)
SELECT 'I7' AS "check", (SELECT count(*) FROM journal WHERE journal.partition = used.partition) || ' rows are of partition ' || partition
    || ', which is not there' AS "where"
  FROM used WHERE partition IS NOT NULL AND NOT EXISTS (SELECT FROM partition WHERE partition.partition = used.partition)
