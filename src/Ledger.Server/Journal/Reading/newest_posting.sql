-- When the newest row was posted; in a partition no row is older than the one before it.
SELECT max(posted_at) FROM partition
 CROSS JOIN LATERAL (
   SELECT posted_at FROM journal
    WHERE journal.partition = partition.partition AND journal.seq = partition.next_seq - 1 ORDER BY leg LIMIT 1) AS newest
