SELECT {row}
  FROM journal WHERE key = ANY ($1) ORDER BY key, leg
