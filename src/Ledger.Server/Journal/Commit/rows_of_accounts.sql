-- All rows of accounts, where checkpoints cannot be trusted. There is no index by account: it reads the partition.
SELECT {row}
  FROM journal WHERE partition = @partition AND account = ANY (@accounts) AND seq > @after ORDER BY partition, seq LIMIT @limit
