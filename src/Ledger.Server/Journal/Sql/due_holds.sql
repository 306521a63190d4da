-- Accounts with a hold that has ended by $2, as their checkpoints have it.
SELECT account FROM account WHERE partition = $1 AND hold_until <= $2 ORDER BY hold_until LIMIT $3
