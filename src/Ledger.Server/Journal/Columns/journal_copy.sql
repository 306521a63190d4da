COPY (SELECT {row} FROM journal WHERE partition = @partition AND seq > @after AND seq <= @upto ORDER BY partition, seq)
  TO STDOUT (FORMAT BINARY)
