-- Which partitions look free, without a lock: no lane has them, or one that shows no life, or this lane under an epoch before.
SELECT partition
  FROM partition LEFT JOIN lane ON lane.lane = partition.lane AND lane.epoch = partition.held_epoch
 WHERE partition = ANY (@partitions)
   AND (partition.lease_until < now() OR (@at_start AND owner = @node))
   AND (lane.lane IS NULL OR lane.lease_until < now() OR (node = @node AND (number = @number OR (@at_start AND lane.instance <> @instance)))
     OR (lane.lane, lane.lease_until) IN (SELECT * FROM unnest(@silent::int[], @silent_leases::timestamptz[])))
