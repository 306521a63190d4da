-- One taker of a partition at a time: whoever comes next sees in its next statement what this one has made of it.
SELECT FROM partition WHERE partition = ANY (@partitions) ORDER BY partition FOR UPDATE
