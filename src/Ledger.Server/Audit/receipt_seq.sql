-- Up to which row of a partition receipts have been taken in.
SELECT seq FROM receipt_position WHERE partition = @partition
