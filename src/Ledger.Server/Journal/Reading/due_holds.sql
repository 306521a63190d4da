-- Accounts with a hold that has ended by @now, as their checkpoints have it.
SELECT account FROM account WHERE partition = @partition AND hold_until <= @now ORDER BY hold_until LIMIT @limit
