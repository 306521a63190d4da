UPDATE partition SET lease_until = '-infinity', instance = NULL WHERE partition = @partition AND epoch = @epoch
