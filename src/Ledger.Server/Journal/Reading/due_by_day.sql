-- Accounts on which something is due by day @day, as their checkpoints have it, on from the one that was read last.
SELECT account, due_on FROM account
 WHERE partition = @partition AND due_on <= @day AND (due_on, account) > (@after_day, @after_account)
 ORDER BY due_on, account LIMIT @limit
