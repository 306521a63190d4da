-- Takes a partition that is free, is this server's already, or (when the server starts) was its namesake's before a crash.
-- All epochs: a server that knows nothing of holds, tiers and PINs, and would write checkpoints without them, cannot take a partition
-- any more.
-- The row lock waits for a batch in flight; afterwards nothing of an older epoch can be appended.
UPDATE partition
   SET owner = @node, instance = @instance, epoch = epoch + 1,
       rules_epoch = epoch + 1, returns_epoch = epoch + 1, lease_until = clock_timestamp() + make_interval(secs => @lease_seconds)
 WHERE partition = @partition
   AND (lease_until < clock_timestamp() OR instance = @instance OR (@at_start AND owner = @node))
RETURNING epoch, next_seq, checkpoint_seq
