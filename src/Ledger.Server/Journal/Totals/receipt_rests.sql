-- How far the receipts of each partition are and how far they could be, where that is further.
SELECT partition, seq, next_seq - 1 AS last
  FROM partition JOIN receipt_position USING (partition)
 WHERE seq < next_seq - 1
 ORDER BY partition
