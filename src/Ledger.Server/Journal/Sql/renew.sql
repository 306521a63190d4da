UPDATE partition SET lease_until = clock_timestamp() + make_interval(secs => $3) WHERE partition = $1 AND epoch = $2
