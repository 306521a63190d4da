UPDATE partition SET checkpoint_seq = @checkpoint_seq WHERE partition = @partition AND epoch = @epoch AND checkpoint_seq < @checkpoint_seq
