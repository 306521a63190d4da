-- Sums by ledger account of the closings of a partition, in the order in which they are hashed.
SELECT month, program, asset, counter, given, taken FROM closing_total
 WHERE partition = @partition AND month >= @since ORDER BY month, program, asset, counter
