-- The epoch is over, and so the lane's partitions are free. Whoever waits for one is told.
UPDATE lane SET epoch = epoch + 1, instance = NULL, lease_until = '-infinity'
 WHERE lane = @lane AND instance = @instance AND epoch = @epoch AND commit_no = @commit_no
RETURNING pg_notify('ledger_moves', '')
