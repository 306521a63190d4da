UPDATE partition SET checkpoint_seq = $3 WHERE partition = $1 AND epoch = $2 AND checkpoint_seq < $3
