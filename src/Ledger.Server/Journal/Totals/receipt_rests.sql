-- How far the receipts of each partition are and how far they could be, where that is further.
SELECT partition, seq, last
  FROM {ends} AS ends JOIN receipt_position USING (partition)
 WHERE seq < last
 ORDER BY partition
