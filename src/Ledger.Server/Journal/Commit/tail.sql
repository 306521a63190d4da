-- What a taken-over partition has to fold in, a chunk at a time.
SELECT {row}
  FROM journal WHERE partition = @partition AND seq > @after ORDER BY partition, seq LIMIT @limit
