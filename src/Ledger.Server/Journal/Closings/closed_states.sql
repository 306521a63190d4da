-- The accounts of a partition's closings, each with all of its closings, oldest first.
SELECT account, month, program, last_seq, points, principal, bonus, detail, receipts FROM closing_account
 WHERE partition = @partition ORDER BY partition, account, month
