-- Rows of the journal, j, behind one position up to another one, partition by partition. Where the second lies before the first, those
-- between them are to be taken off: sign -1.
unnest(@partitions::smallint[], @afters::bigint[], @uptos::bigint[]) AS part (partition, after, upto)
CROSS JOIN LATERAL (
  SELECT *, CASE WHEN part.upto < part.after THEN -1 ELSE 1 END AS sign FROM journal
   WHERE journal.partition = part.partition
     AND journal.seq > least(part.after, part.upto) AND journal.seq <= greatest(part.after, part.upto) OFFSET 0) AS j
