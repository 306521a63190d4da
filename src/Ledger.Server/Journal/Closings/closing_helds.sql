-- Sums by day of receipt of the closings of a partition, in the order in which they are hashed.
SELECT month, received_on, program, asset, amount FROM closing_held
 WHERE partition = @partition AND month >= @since ORDER BY month, received_on, program, asset
