-- Partitions with the number of their newest row as the journal has it; 0: there is none.
(SELECT partition, coalesce((SELECT seq FROM journal WHERE journal.partition = partition.partition ORDER BY seq DESC LIMIT 1), 0) AS last
   FROM partition)
