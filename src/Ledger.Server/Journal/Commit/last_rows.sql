-- Where partitions end in the journal itself.
SELECT asked.partition, last.seq, last.posted_at
  FROM unnest(@partitions::smallint[]) AS asked (partition)
 CROSS JOIN LATERAL (SELECT seq, posted_at FROM journal WHERE journal.partition = asked.partition ORDER BY seq DESC LIMIT 1) AS last
