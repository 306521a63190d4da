-- The first row number that is free, and the last ones that totals and receipts have, partition by partition.
SELECT last + 1, coalesce(total_position.seq, 0), coalesce(receipt_position.seq, 0)
  FROM {ends} AS ends LEFT JOIN total_position USING (partition) LEFT JOIN receipt_position USING (partition)
 ORDER BY partition
