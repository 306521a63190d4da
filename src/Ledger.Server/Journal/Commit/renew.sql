UPDATE partition SET lease_until = clock_timestamp() + make_interval(secs => @lease_seconds) WHERE partition = @partition AND epoch = @epoch
