-- Accounts with a hold that has ended by @now, as their checkpoints have it, on from the one that was read last.
SELECT account, hold_until FROM account
 WHERE partition = @partition AND hold_until <= @now AND (hold_until, account) > (@after_end, @after_account)
 ORDER BY hold_until, account LIMIT @limit
