-- Takes the partitions that no lane holds. All epochs: a server of an earlier version that knows nothing of lanes, holds, tiers or PINs
-- cannot take one any more; while the lease of one that is at work lasts, its partition is left to it.
UPDATE partition
   SET owner = @node, instance = NULL, lease_until = '-infinity', lane = @lane, held_epoch = @epoch,
       epoch = epoch + 1, rules_epoch = epoch + 1, returns_epoch = epoch + 1, lanes_epoch = epoch + 1
 WHERE partition = ANY (@partitions)
   AND (lease_until < now() OR (@at_start AND owner = @node))
   AND NOT EXISTS (SELECT FROM lane WHERE lane.lane = partition.lane AND lane.epoch = partition.held_epoch)
RETURNING partition, epoch, checkpoint_seq
