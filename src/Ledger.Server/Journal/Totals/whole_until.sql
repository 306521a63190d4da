-- The last row of the transaction that row upto of each partition belongs to; nothing: no other transaction follows.
SELECT part.partition, later.seq - 1
  FROM unnest(@partitions::smallint[], @uptos::bigint[]) AS part (partition, upto)
 CROSS JOIN LATERAL (
   SELECT seq FROM journal WHERE journal.partition = part.partition AND seq > part.upto AND leg = 0 ORDER BY seq LIMIT 1) AS later
