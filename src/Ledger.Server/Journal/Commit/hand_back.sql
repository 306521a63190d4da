-- The lane gives one partition back and lives on. A step of its own: what the lane has sent before it under the same epoch, and comes late,
-- knows of one commit less and changes nothing. Whoever waits for a partition is told.
WITH fence AS (
  UPDATE lane
     SET commit_no = @commit_no + 1, lease_until = now() + make_interval(secs => @lease_seconds)
   WHERE lane = @lane AND instance = @instance AND epoch = @epoch AND commit_no = @commit_no
  RETURNING lane
)
UPDATE partition SET lane = NULL
  FROM fence
 WHERE partition.partition = @partition AND partition.lane = fence.lane AND partition.held_epoch = @epoch
RETURNING pg_notify('ledger_moves', '')
