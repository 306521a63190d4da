-- Finds the partition while the epoch is its newest.
SELECT FROM partition WHERE partition = @partition AND epoch = @epoch
