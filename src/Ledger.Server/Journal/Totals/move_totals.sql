-- Moves the positions of the totals, where they stand as it is believed and all rows between are there: of a month that is not attached
-- none are.
UPDATE total_position SET seq = part.upto
  FROM unnest(@partitions::smallint[], @afters::bigint[], @uptos::bigint[]) AS part (partition, after, upto)
 WHERE total_position.partition = part.partition AND total_position.seq = part.after
   AND (SELECT count(*) FROM journal
         WHERE journal.partition = part.partition AND journal.seq > part.after AND journal.seq <= part.upto) = part.upto - part.after
