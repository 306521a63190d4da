-- What is left of each receipt of a partition.
SELECT account, asset, lot, program, received_on, remaining FROM receipt WHERE partition = @partition
