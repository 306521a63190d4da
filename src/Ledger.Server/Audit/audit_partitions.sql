SELECT partition, next_seq, checkpoint_seq FROM partition ORDER BY partition
