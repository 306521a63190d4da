-- What of the journal cannot be read: months that were made and are not attached, and partitions whose first row is not there.
WITH attached AS (
  -- FOR VALUES FROM ('019b7a5c-4c00-...') TO (...): the first 48 bits are milliseconds.
  SELECT to_timestamp(
           ('x0000' || replace(left(split_part(pg_get_expr(month.relpartbound, month.oid), '''', 2), 13), '-', ''))::bit(64)::bigint
           / 1000.0)
         AT TIME ZONE 'UTC' AS month
    FROM pg_inherits JOIN pg_class month ON month.oid = inhrelid
   WHERE inhparent = 'journal'::regclass AND NOT inhdetachpending
)
SELECT 'month ' || to_char(month, 'YYYY-MM') FROM (SELECT month::timestamp FROM ledger_month EXCEPT SELECT month FROM attached) AS gone
UNION ALL
SELECT 'the first row of partition ' || partition FROM partition
 WHERE (next_seq > 1 OR EXISTS (SELECT FROM journal WHERE journal.partition = partition.partition))
   AND NOT EXISTS (SELECT FROM journal WHERE journal.partition = partition.partition AND seq = 1)
 ORDER BY 1
