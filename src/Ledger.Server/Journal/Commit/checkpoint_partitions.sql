-- How far the checkpoints of partitions reach, and where their rows ended. As many rows as partitions while the lane's fence holds and it
-- has them.
UPDATE partition
   SET checkpoint_seq = greatest(partition.checkpoint_seq, reached.checkpoint_seq),
       next_seq = greatest(partition.next_seq, reached.last_seq + 1)
  FROM lane, unnest(@partitions::smallint[], @checkpoint_seqs::bigint[], @last_seqs::bigint[])
             AS reached (partition, checkpoint_seq, last_seq)
 WHERE partition.partition = reached.partition AND partition.lane = lane.lane AND partition.held_epoch = lane.epoch
   AND lane.lane = @lane AND lane.instance = @instance AND lane.epoch = @epoch AND lane.commit_no >= @commit_no
