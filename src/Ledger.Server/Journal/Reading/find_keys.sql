SELECT {row}
  FROM journal WHERE key = ANY (@keys) ORDER BY key, leg
