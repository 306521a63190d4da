-- The accounts of a partition's closings that end behind a row, in the order of their last rows.
SELECT account, month, program, last_seq, points, principal, bonus, detail, receipts FROM closing_account
 WHERE partition = @partition AND last_seq > @after ORDER BY last_seq, month
