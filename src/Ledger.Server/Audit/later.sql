-- Rows of the journal, j, behind the closing of each partition; of one without a closing all.
unnest(@partitions::smallint[], @afters::bigint[]) AS closed (partition, after)
JOIN journal j ON j.partition = closed.partition AND j.seq > closed.after
