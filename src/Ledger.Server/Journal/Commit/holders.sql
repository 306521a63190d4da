-- The lanes that hold partitions which could not be taken, or stand where this server's own should: as they are now, to be looked at again.
SELECT lane, lease_until FROM lane
 WHERE (node = @node AND number = @number)
    OR lane IN (SELECT held.lane FROM partition held WHERE held.partition = ANY (@partitions) AND held.held_epoch = lane.epoch)
