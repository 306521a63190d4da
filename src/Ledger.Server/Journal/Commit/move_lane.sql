-- The lane takes more partitions: a step of its own, so that a database that has forgotten it is noticed by the next one.
UPDATE lane SET commit_no = commit_no + 1, lease_until = now() + make_interval(secs => @lease_seconds)
 WHERE lane = @lane AND instance = @instance AND epoch = @epoch AND commit_no = @commit_no
RETURNING lane, epoch, commit_no
