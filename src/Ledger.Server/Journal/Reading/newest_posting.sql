-- When the newest row was posted; in a partition no row is older than the one before it.
SELECT max(posted_at) FROM {ends} AS ends
 CROSS JOIN LATERAL (
   SELECT posted_at FROM journal WHERE journal.partition = ends.partition AND journal.seq = ends.last ORDER BY leg LIMIT 1) AS newest
