-- Nobody else goes on with the closing of a partition until the end of the transaction. Nothing: another server is at it.
SELECT partition FROM closing_position WHERE partition = @partition FOR UPDATE SKIP LOCKED
