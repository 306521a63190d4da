-- Accounts on which something is due by day $2, as their checkpoints have it, on from the one that was read last.
SELECT account, due_on FROM account
 WHERE partition = $1 AND due_on <= $2 AND (due_on, account) > ($3, $4)
 ORDER BY due_on, account LIMIT $5
