-- Ends the epochs of the lanes that hold what is to be taken and show no life: their lease is over, their row has not moved for as long by
-- this server's own clock, or they were a namesake's before this server started.
UPDATE lane SET epoch = epoch + 1, instance = NULL, lease_until = '-infinity'
 WHERE lane <> @lane
   AND lane IN (SELECT held.lane FROM partition held WHERE held.partition = ANY (@partitions) AND held.held_epoch = lane.epoch)
   AND (lease_until < now() OR (@at_start AND node = @node AND instance <> @instance)
     OR (lane, lease_until) IN (SELECT * FROM unnest(@silent::int[], @silent_leases::timestamptz[])))
