-- What a taken-over partition has to fold in, a chunk at a time.
SELECT {row}
  FROM journal WHERE partition = $1 AND seq > $2 ORDER BY partition, seq LIMIT $3
