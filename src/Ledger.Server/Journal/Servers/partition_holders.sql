-- Which lane has each partition. Without one it is free, unless a server of a version before lanes has it.
SELECT partition.partition, partition.lease_until >= now() AS is_earlier,
       lane.lane, lane.instance, lane.lease_until, coalesce(lane.lease_until < now(), false) AS is_over,
       coalesce(lane.node = @node AND lane.instance <> @instance, false) AS is_namesakes
  FROM partition LEFT JOIN lane ON lane.lane = partition.lane AND lane.epoch = partition.held_epoch
 ORDER BY partition.partition
