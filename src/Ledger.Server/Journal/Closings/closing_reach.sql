-- Of the rows behind @after up to @upto: how many there are, the last of them, and the first that was posted after the month.
SELECT count(*), coalesce(max(seq), @after), min(seq) FILTER (WHERE posted_at >= @end)
  FROM (
    SELECT seq, posted_at FROM journal
     WHERE partition = @partition AND seq > @after AND seq <= @upto ORDER BY partition, seq LIMIT @limit) AS next
