-- The epoch is over, and so the lane's partitions are free.
UPDATE lane SET epoch = epoch + 1, instance = NULL, lease_until = '-infinity'
 WHERE lane = @lane AND instance = @instance AND epoch = @epoch AND commit_no = @commit_no
