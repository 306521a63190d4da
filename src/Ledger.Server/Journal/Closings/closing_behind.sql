-- The next row of a partition behind one.
SELECT seq FROM journal WHERE partition = @partition AND seq > @after ORDER BY seq LIMIT 1
