-- Rows of partitions that are not there.
SELECT 'I7' AS "check", count(*) || ' rows are of partition ' || partition || ', which is not there' AS "where" FROM journal
 WHERE NOT EXISTS (SELECT FROM partition WHERE partition.partition = journal.partition) GROUP BY partition
