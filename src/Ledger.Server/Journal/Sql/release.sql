UPDATE partition SET lease_until = '-infinity', instance = NULL WHERE partition = $1 AND epoch = $2
