-- Takes a lane of this server under a new epoch: one that is new or whose lease is over, that is this process's already, or that was its
-- namesake's before it started. The row lock waits for a batch in flight; afterwards nothing of an older epoch can be written. @known_epoch
-- is the newest this process has had, which a database that went back may have forgotten.
INSERT INTO lane (node, number, instance, epoch, commit_no, lease_until)
VALUES (@node, @number, @instance, @known_epoch + 1, 1, now() + make_interval(secs => @lease_seconds))
ON CONFLICT (node, number) DO UPDATE
   SET instance = excluded.instance, epoch = greatest(lane.epoch, @known_epoch) + 1, lease_until = excluded.lease_until,
       commit_no = lane.commit_no + 1
 WHERE lane.lease_until < now() OR lane.instance = @instance OR @at_start
    OR (lane.lane, lane.lease_until) IN (SELECT * FROM unnest(@silent::int[], @silent_leases::timestamptz[]))
RETURNING lane, epoch, commit_no
